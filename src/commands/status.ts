import { printable, table, utc } from '../report/text.js'
import { define } from './define.js'
import { type Output, withDatabase } from './options.js'
import { askViews } from './store.js'

const queries = {
  logs: 'SELECT sensor, log, count(*) AS files, sum(rows) AS rows, sum(stored) AS stored, sum(rejected) AS rejected, min(first_ts) AS first_ts, max(last_ts) AS last_ts FROM v_ingest GROUP BY sensor, log ORDER BY sensor, log',
  rejected: 'SELECT path, line, reason FROM v_rejected ORDER BY path, line LIMIT 20',
  damaged: 'SELECT path, damage FROM v_ingest WHERE damage IS NOT NULL ORDER BY path',
  coverage:
    'SELECT detector, status, reason, remedy FROM v_coverage ORDER BY status DESC, detector',
  timing:
    "SELECT detector, round(milliseconds / 1000, 3) AS seconds, judged_from, judged_to FROM v_coverage WHERE status <> 'not evaluated' ORDER BY milliseconds DESC, detector",
  policy: 'SELECT path FROM policy',
  held: 'SELECT detector, sensor, why, min(ts_start) AS ts_start, max(ts_end) AS ts_end, sum(count) AS count FROM v_held_back GROUP BY detector, sensor, why ORDER BY min(ts_start), detector',
} as const

interface LogRow {
  readonly sensor: string
  readonly log: string
  readonly files: number
  readonly rows: number
  readonly stored: number
  readonly rejected: number
  readonly first_ts: number | null
  readonly last_ts: number | null
}

interface TimingRow {
  readonly detector: string
  readonly seconds: number
  readonly judged_from: number | null
  readonly judged_to: number | null
}

interface HeldRow {
  readonly detector: string
  readonly sensor: string
  readonly why: string
  readonly ts_start: number
  readonly ts_end: number
  readonly count: number
}

/** `otsift status`: what was read, what was rejected, and which detectors could see. */
export function statusCommand(output: Output) {
  return define({
    command: 'status',
    describe: 'Tell what was read, what was rejected, and which detectors could be evaluated',
    builder: (yargs) =>
      withDatabase(yargs)
        .option('timing', {
          type: 'boolean',
          default: false,
          describe: 'Tell how long each detector took in its last run, the slowest first',
        })
        .option('json', { type: 'boolean', default: false, describe: 'Print JSON' }),
    handler: async (args) => {
      const timing = args.timing ? await askViews<TimingRow>(args, queries.timing) : undefined
      const logs = await askViews<LogRow>(args, queries.logs)
      const rejected = await askViews<Record<string, string | number>>(args, queries.rejected)
      const damaged = await askViews<Record<string, string>>(args, queries.damaged)
      const coverage = await askViews<Record<string, string | null>>(args, queries.coverage)
      const held = await askViews<HeldRow>(args, queries.held)
      // A policy is in force at a sensor, so a cluster has none of its own.
      const policies = args.store ? [] : await askViews<{ path: string }>(args, queries.policy)
      const policy = policies[0]?.path ?? null
      if (args.json) {
        const all = { policy, logs, damaged, rejected, coverage, held_back: held, timing }
        output.stdout(`${JSON.stringify(all, null, 2)}\n`)
        return
      }
      output.stdout(logsTable(logs))
      if (policy !== null) output.stdout(printable(`\nSite policy in force: ${policy}\n`))
      if (damaged.length > 0) {
        const rows = damaged.map((row) => [row.path ?? null, row.damage ?? null])
        output.stdout(`\nNot read to the end\n${table(['log', 'why'], rows)}`)
      }
      if (rejected.length > 0) {
        const rows = rejected.map((row) => [`${row.path}:${row.line}`, row.reason ?? null])
        output.stdout(`\nRejected lines (the first 20)\n${table(['line', 'why'], rows)}`)
      }
      const rows = coverage.map((row) => [
        row.detector ?? '',
        row.status ?? '',
        row.reason ?? '',
        row.remedy ?? '',
      ])
      output.stdout(`\n${table(['detector', 'status', 'why', 'to change that'], rows)}`)
      if (held.length > 0) output.stdout(`\nHeld back\n${heldTable(held)}`)
      if (timing) output.stdout(`\nTime of the last run\n${timingTable(timing)}`)
    },
  })
}

function timingTable(timing: readonly TimingRow[]): string {
  return table(
    ['detector', 'seconds', 'from', 'to'],
    timing.map((each) => [each.detector, each.seconds, utc(each.judged_from), utc(each.judged_to)]),
  )
}

function heldTable(held: readonly HeldRow[]): string {
  return table(
    ['detector', 'sensor', 'from', 'to', 'missing', 'why'],
    held.map((each) => [
      each.detector,
      each.sensor,
      utc(each.ts_start),
      utc(each.ts_end),
      each.count,
      each.why,
    ]),
  )
}

function logsTable(logs: readonly LogRow[]): string {
  return table(
    ['sensor', 'log', 'files', 'rows', 'stored', 'rejected', 'from', 'to'],
    logs.map((each) => [
      each.sensor,
      each.log,
      each.files,
      each.rows,
      each.stored,
      each.rejected,
      utc(each.first_ts),
      utc(each.last_ts),
    ]),
  )
}
