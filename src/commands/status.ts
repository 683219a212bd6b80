import { table, utc } from '../report/text.js'
import { define } from './define.js'
import { type Output, withDatabase } from './options.js'
import { askViews } from './store.js'

const queries = {
  logs: 'SELECT sensor, log, count(*) AS files, sum(rows) AS rows, sum(stored) AS stored, sum(rejected) AS rejected, min(first_ts) AS first_ts, max(last_ts) AS last_ts FROM v_ingest GROUP BY sensor, log ORDER BY sensor, log',
  rejected: 'SELECT path, line, reason FROM v_rejected ORDER BY path, line LIMIT 20',
  damaged: 'SELECT path, damage FROM v_ingest WHERE damage IS NOT NULL ORDER BY path',
  coverage: 'SELECT detector, status, reason FROM v_coverage ORDER BY status DESC, detector',
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

/** `otsift status`: what was read, what was rejected, and which detectors could see. */
export function statusCommand(output: Output) {
  return define({
    command: 'status',
    describe: 'Tell what was read, what was rejected, and which detectors could be evaluated',
    builder: (yargs) =>
      withDatabase(yargs).option('json', {
        type: 'boolean',
        default: false,
        describe: 'Print JSON',
      }),
    handler: async (args) => {
      const logs = await askViews<LogRow>(args, queries.logs)
      const rejected = await askViews<Record<string, string | number>>(args, queries.rejected)
      const damaged = await askViews<Record<string, string>>(args, queries.damaged)
      const coverage = await askViews<Record<string, string | null>>(args, queries.coverage)
      if (args.json) {
        output.stdout(`${JSON.stringify({ logs, damaged, rejected, coverage }, null, 2)}\n`)
        return
      }
      output.stdout(logsTable(logs))
      if (damaged.length > 0) {
        const rows = damaged.map((row) => [row.path ?? null, row.damage ?? null])
        output.stdout(`\nNot read to the end\n${table(['log', 'why'], rows)}`)
      }
      if (rejected.length > 0) {
        const rows = rejected.map((row) => [`${row.path}:${row.line}`, row.reason ?? null])
        output.stdout(`\nRejected lines (the first 20)\n${table(['line', 'why'], rows)}`)
      }
      const rows = coverage.map((row) => [row.detector ?? '', row.status ?? '', row.reason ?? ''])
      output.stdout(`\n${table(['detector', 'status', 'why'], rows)}`)
    },
  })
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
