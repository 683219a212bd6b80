import { learn } from '../baseline/learn.js'
import { listBaselines, showBaseline } from '../baseline/show.js'
import { baselineList, baselineText } from '../report/baseline.js'
import { openReadOnly, requireStore } from '../store/database.js'
import { define, group } from './define.js'
import { numberFrom, type Output, timeOption, withDatabase, withIngest } from './options.js'
import { tellRead } from './scan.js'
import { ingestPaths, withStore } from './session.js'

/** Hours a baseline needs before it may be called normal. */
const defaultMinimum = 48

/** `otsift baseline`: learn what is normal, and show it. */
export function baselineCommand(output: Output) {
  return group('baseline', 'Learn and show what is normal', [
    learnCommand(output),
    showCommand(output),
  ])
}

function learnCommand(output: Output) {
  return define({
    command: 'learn [logs..]',
    describe: 'Learn from the database, or read logs and learn from those',
    builder: (yargs) =>
      withIngest(yargs)
        .positional('logs', {
          type: 'string',
          array: true,
          default: [] as string[],
          describe: 'Logs to read first',
        })
        .option('from', { type: 'string', describe: 'Learn from this time on', requiresArg: true })
        .option('to', { type: 'string', describe: 'Learn up to this time', requiresArg: true })
        .option('minimum', {
          type: 'number',
          default: defaultMinimum,
          describe: 'Hours the stretch must have at least',
          coerce: numberFrom(0, 100_000, 'minimum'),
          requiresArg: true,
        })
        .option('name', {
          type: 'string',
          default: 'main',
          describe: 'Name of the baseline',
          requiresArg: true,
        }),
    handler: async (args) => {
      const from = timeOption('from', args.from)
      const to = timeOption('to', args.to)
      if (args.logs.length === 0) requireStore(args.db)
      await withStore(args.db, 'baseline learn', async (db) => {
        let period = { from, to }
        if (args.logs.length > 0) {
          const read = await ingestPaths(db, args.logs, args, output)
          tellRead(read, output)
          period = { from: from ?? read.from, to: to ?? read.to }
        }
        const baseline = learn(db, { name: args.name, minimum: args.minimum, ...period })
        output.stdout(baselineList([baseline]))
      })
    },
  })
}

function showCommand(output: Output) {
  return define({
    command: 'show [name]',
    describe: 'Show the active baseline, or the newest of a name, for a person to approve',
    builder: (yargs) =>
      withDatabase(yargs)
        .positional('name', { type: 'string', describe: 'Name of the baseline' })
        .option('all', { type: 'boolean', default: false, describe: 'List all baselines' })
        .option('json', { type: 'boolean', default: false, describe: 'Print JSON' }),
    handler: (args) => {
      const db = openReadOnly(args.db)
      try {
        const shown = args.all ? listBaselines(db) : showBaseline(db, args.name)
        if (args.json) output.stdout(`${JSON.stringify(shown, null, 2)}\n`)
        else
          output.stdout(
            Array.isArray(shown)
              ? baselineList(shown)
              : baselineText(shown as ReturnType<typeof showBaseline>),
          )
      } finally {
        db.close()
      }
    },
  })
}
