import { rolesOf, setRole } from '../config/roles.js'
import type { DetectResult } from '../findings/detect.js'
import type { IngestResult } from '../ingest/run.js'
import { listFindings } from '../report/findings.js'
import { listIncidents } from '../report/incidents.js'
import { findingsTable, severitySummary } from '../report/overview.js'
import { registerSinks } from '../sinks/configured.js'
import type { Database } from '../store/database.js'
import { define } from './define.js'
import { sendWaiting } from './deliver.js'
import { learnEarlier, paramsOf, reportEarlier, takeEarlier, withEarlier } from './earlier.js'
import {
  type Output,
  withDetectors,
  withFindings,
  withIngest,
  withPolicy,
  withRoles,
} from './options.js'
import { scanSummary } from './scan-summary.js'
import { ingestPaths, takePolicy, withStore } from './session.js'
import { detectIn, shipTo } from './store.js'
import { exitByFindings, tellJudged } from './tell-judged.js'
import { tellRead } from './tell-read.js'

/** Seconds that a nightly job waits for sinks; what is left is sent by the next run. */
const deliverySeconds = 60

/** `otsift scan`: read logs, run the detectors, print the findings. The nightly job. */
export function scanCommand(output: Output) {
  return define({
    command: 'scan [paths..]',
    describe: 'Read logs, run the detectors, print the findings',
    builder: (yargs) =>
      withEarlier(withPolicy(withRoles(withFindings(withDetectors(withIngest(yargs))))))
        .positional('paths', {
          type: 'string',
          array: true,
          default: [] as string[],
          describe: 'Logs, directories, archives, patterns, or - for standard input',
        })
        .option('pcap', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [] as string[],
          describe: 'Capture to read, the same as a path; may be given again',
        })
        .option('summary', {
          type: 'boolean',
          default: false,
          describe: 'Print one line of JSON for a scheduler, in place of the findings',
        })
        .example('$0 scan /opt/zeek/logs/2026-11-19', 'the nightly job'),
    handler: async (args) => {
      const { roles, paths } = rolesOf(args)
      await withStore(args.db, 'scan', async (db) => {
        const begun = new Date()
        takePolicy(db, args)
        registerSinks(db)
        takeEarlier(db, args)
        const given = [...args.paths, ...paths, ...args.pcap]
        const read = await ingestPaths(db, given, args, output)
        if (args.baselineMode) {
          for (const [role, addresses] of roles) setRole(db, role, addresses)
          tellRead(read, output)
          learnEarlier(db, args, { from: read.from, to: read.to }, output)
          return
        }
        if (args.store !== undefined) await shipTo(args.store, db, args, output)
        const before = (state: Database) => {
          if (state !== db) {
            takePolicy(state, args)
            takeEarlier(state, args)
            registerSinks(state)
          }
          for (const [role, addresses] of roles) setRole(state, role, addresses)
        }
        const tell = async (state: Database, detected: DetectResult) => {
          const { runs } = detected
          await sendWaiting(state, deliverySeconds, output)
          const findings = listFindings(state)
          const incidents = listIncidents(state)
          tellRead(read, output)
          tellJudged(runs, output)
          exitByFindings(args.failOn, detected, findings, incidents)
          if (args.summary)
            output.stdout(
              `${JSON.stringify(scanSummary(state, begun, read, detected, findings))}\n`,
            )
          else if (args.json)
            output.stdout(
              `${JSON.stringify({ read: summary(read), findings, incidents, detectors: runs })}\n`,
            )
          else
            output.stdout(
              findingsTable(findings, { incidents, look: output.look }) +
                severitySummary(findings, incidents),
            )
          reportEarlier(state, args, output)
        }
        await detectIn(db, 'scan', { ...args, params: paramsOf(args) }, before, tell)
      })
    },
  })
}

function summary(read: IngestResult) {
  const { rows, stored, rejected, ignored } = read
  return { logs: read.logs.length, rows, stored, rejected, ignored }
}
