import { OtsiftError } from '../errors.js'
import { table, utc } from '../report/text.js'
import { requireStore } from '../store/database.js'
import { type Prunable, prunable, prune } from '../store/prune.js'
import { ageOption } from './days.js'
import { define } from './define.js'
import { type Output, withFile } from './options.js'
import { withDecision } from './session.js'

const told: Readonly<Record<Prunable, string>> = {
  messages:
    'Rows of logs older than this, such as 30d or 2026-03-05; what is counted of them stays',
  rollups: 'What was counted, such as activity and values, likewise; not before its messages',
  findings: 'Findings last seen before that, with their bursts and rows',
  rejected: 'Lines that could not be read, of logs that ended before that',
  deliveries: 'What sinks were told before that',
}

/** `otsift prune`: take out what is old, each kind by its own age. */
export function pruneCommand(output: Output) {
  return define({
    command: 'prune',
    describe: 'Take out what is older than you say, each kind by its own age',
    builder: (yargs) =>
      withFile(yargs)
        .option('messages', { type: 'string', describe: told.messages, requiresArg: true })
        .option('rollups', { type: 'string', describe: told.rollups, requiresArg: true })
        .option('findings', { type: 'string', describe: told.findings, requiresArg: true })
        .option('rejected', { type: 'string', describe: told.rejected, requiresArg: true })
        .option('deliveries', { type: 'string', describe: told.deliveries, requiresArg: true })
        .option('dry-run', {
          type: 'boolean',
          default: false,
          describe: 'Only tell what would go',
        })
        .option('vacuum', {
          type: 'boolean',
          default: false,
          describe: 'Give the space back to the disk; needs as much again meanwhile',
        })
        .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
        .example(
          '$0 prune --messages 30d --rollups 400d --rejected 30d --deliveries 90d',
          'weekly',
        ),
    handler: async (args) => {
      const ages = prunable.flatMap((kind) => {
        const time = ageOption(kind, args[kind])
        return time === undefined ? [] : [{ kind, time }]
      })
      if (ages.length === 0) {
        throw new OtsiftError(
          'usage',
          'Say what is old.',
          `Give --messages 30d, or another of ${prunable.join(', ')}.`,
        )
      }
      checkOrder(ages)
      requireStore(args.db)
      await withDecision(args.db, 'prune', (db) => {
        const pruned = ages.map(({ kind, time }) => prune(db, kind, time, args.dryRun))
        if (args.vacuum && !args.dryRun) db.exec('VACUUM')
        if (args.json) {
          output.stdout(`${JSON.stringify({ dry_run: args.dryRun, pruned })}\n`)
          return
        }
        output.stdout(
          table(
            ['kind', 'before', args.dryRun ? 'rows that would go' : 'rows taken out'],
            pruned.map(({ kind, before, rows }) => [kind, utc(before), rows]),
          ),
        )
      })
    },
  })
}

/** Messages without their counts would be counted as quiet. */
function checkOrder(ages: readonly { readonly kind: Prunable; readonly time: number }[]): void {
  const timeOf = (kind: Prunable) => ages.find((each) => each.kind === kind)?.time
  const rollups = timeOf('rollups')
  if (rollups === undefined || rollups <= (timeOf('messages') ?? Number.NEGATIVE_INFINITY)) return
  throw new OtsiftError(
    'usage',
    'Rollups cannot go before the messages that they count.',
    'Give --messages an age that is no longer than that of --rollups.',
  )
}
