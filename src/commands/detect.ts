import { OtsiftError } from '../errors.js'
import { listFindings } from '../report/findings.js'
import { listIncidents } from '../report/incidents.js'
import { findingsTable, severitySummary } from '../report/overview.js'
import { registerSinks } from '../sinks/configured.js'
import { type Database, requireStore } from '../store/database.js'
import { define } from './define.js'
import {
  type Output,
  timeOption,
  withDatabase,
  withDetectors,
  withFindings,
  withPolicy,
} from './options.js'
import { takePolicy, withStore } from './session.js'
import { detectIn } from './store.js'
import { exitByFindings, tellJudged } from './tell-judged.js'

/** `otsift detect`: run the detectors over what arrived, or over a stretch of time. */
export function detectCommand(output: Output) {
  return define({
    command: 'detect',
    describe: 'Run the detectors over what is in the database',
    builder: (yargs) =>
      withPolicy(withFindings(withDetectors(withDatabase(yargs))))
        .option('since', {
          type: 'string',
          describe: 'Judge again from this time on',
          requiresArg: true,
        })
        .option('until', {
          type: 'string',
          describe: 'Judge again up to this time',
          requiresArg: true,
        }),
    handler: async (args) => {
      const since = timeOption('since', args.since)
      const until = timeOption('until', args.until)
      const asked = since !== undefined || until !== undefined
      const period = asked ? { since: since ?? 0, until: until ?? 253_402_300_800 } : undefined
      if (period && period.since >= period.until) {
        throw new OtsiftError('usage', '--since is not before --until.', 'Swap them.')
      }
      const before = (state: Database) => {
        takePolicy(state, args)
        registerSinks(state)
      }
      const work = (db?: Database) =>
        detectIn(db, 'detect', { ...args, period }, before, (state, detected) => {
          const { runs } = detected
          const findings = listFindings(state)
          const incidents = listIncidents(state)
          tellJudged(runs, output)
          if (args.json)
            output.stdout(`${JSON.stringify({ findings, incidents, detectors: runs })}\n`)
          else
            output.stdout(
              findingsTable(findings, { incidents, look: output.look }) +
                severitySummary(findings, incidents),
            )
          exitByFindings(args.failOn, detected, findings, incidents)
        })
      if (args.store !== undefined) return await work()
      requireStore(args.db)
      await withStore(args.db, 'detect', work)
    },
  })
}
