import { OtsiftError } from '../errors.js'
import { listFindings } from '../report/findings.js'
import { listIncidents } from '../report/incidents.js'
import { findingsTable, severitySummary } from '../report/overview.js'
import { registerSinks } from '../sinks/configured.js'
import { requireStore } from '../store/database.js'
import { define } from './define.js'
import {
  type Output,
  timeOption,
  withDatabase,
  withDetectors,
  withFindings,
  withPolicy,
} from './options.js'
import { hasFinding, runDetectors, takePolicy, withStore } from './session.js'

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
      requireStore(args.db)
      await withStore(args.db, 'detect', async (db) => {
        takePolicy(db, args)
        registerSinks(db)
        const { runs, judged } = await runDetectors(db, args.db, { ...args, period })
        const findings = listFindings(db)
        const incidents = listIncidents(db)
        if (args.json)
          output.stdout(`${JSON.stringify({ findings, incidents, detectors: runs })}\n`)
        else
          output.stdout(
            findingsTable(findings, { incidents }) + severitySummary(findings, incidents),
          )
        if (hasFinding(findings, judged, args.failOn, incidents)) process.exitCode = 1
      })
    },
  })
}
