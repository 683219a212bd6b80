import type { Argv } from 'yargs'
import { extend } from '../baseline/extend.js'
import { type Baseline, learn } from '../baseline/learn.js'
import { baselineList } from '../report/baseline.js'
import { type Database, requireStore } from '../store/database.js'
import { define } from './define.js'
import { numberFrom, type Output, timeOption, withDecider, withIngest } from './options.js'
import { ingestPaths, withStore } from './session.js'
import { publishTo } from './store.js'
import { tellRead } from './tell-read.js'

/** Hours a baseline needs before it may be called normal. */
const defaultMinimum = 48

/** Commands that learn: `baseline learn` and `baseline extend`. */
export function baselineLearn(output: Output) {
  return [learnCommand(output), extendCommand(output)]
}

function withStretch<T>(yargs: Argv<T>) {
  return withIngest(yargs)
    .positional('logs', {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: 'Logs to read first',
    })
    .option('from', { type: 'string', describe: 'Learn from this time on', requiresArg: true })
    .option('to', { type: 'string', describe: 'Learn up to this time', requiresArg: true })
}

function learnCommand(output: Output) {
  return define({
    command: 'learn [logs..]',
    describe: 'Learn from the database, or read logs and learn from those',
    builder: (yargs) =>
      withStretch(yargs)
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
        })
        .option('include', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [] as string[],
          describe:
            'Learn this too, as PROTOCOL:FUNCTION, although it is never normal; may be given again',
        }),
    handler: async (args) => {
      const { name, minimum, include } = args
      if (args.logs.length === 0) requireStore(args.db)
      await withStore(args.db, 'baseline learn', async (db) => {
        const period = await stretch(db, args, output)
        const learned = learn(db, { name, minimum, include, ...period })
        tell(args.store === undefined ? learned : await publishTo(args.store, db), output)
      })
    },
  })
}

function extendCommand(output: Output) {
  return define({
    command: 'extend [logs..]',
    describe: 'Add a later stretch to the active baseline, as a new revision',
    builder: (yargs) => withDecider(withStretch(yargs)),
    handler: async (args) => {
      const { who, reason } = args
      requireStore(args.db)
      await withStore(args.db, 'baseline extend', async (db) => {
        const period = await stretch(db, { ...args, wholeStore: true }, output)
        const extended = extend(db, { ...period, who, reason })
        tell(args.store === undefined ? extended : await publishTo(args.store, db), output)
      })
    },
  })
}

interface StretchArguments {
  readonly logs: readonly string[]
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly sensor?: string | undefined
  readonly log?: string | undefined
  /** Without times, take what is new in the database and not only the time of the given logs. */
  readonly wholeStore?: boolean
}

/** The times to learn from; logs that are given are read first, and say them where nobody else does. */
async function stretch(db: Database, args: StretchArguments, output: Output) {
  const from = timeOption('from', args.from)
  const to = timeOption('to', args.to)
  if (args.logs.length === 0) return { from, to }
  const read = await ingestPaths(db, args.logs, args, output)
  tellRead(read, output)
  return args.wholeStore === true ? { from, to } : { from: from ?? read.from, to: to ?? read.to }
}

function tell(baseline: Baseline, output: Output): void {
  output.stdout(baselineList([baseline]))
  if (baseline.excluded > 0) {
    output.stderr(
      `${baseline.excluded} behaviours are never normal and were kept out; see \`otsift baseline show\`\n`,
    )
  }
}
