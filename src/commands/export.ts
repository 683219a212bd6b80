import { OtsiftError } from '../errors.js'
import { cefLine } from '../report/cef.js'
import { writeCsv } from '../report/csv.js'
import type { Finding } from '../report/findings.js'
import { define } from './define.js'
import { type Output, withDatabase } from './options.js'
import { openState } from './store.js'
import { toFileOrOutput } from './target.js'

const views = {
  findings: 'SELECT * FROM v_findings ORDER BY first_seen, id',
  events: 'SELECT * FROM v_finding_events ORDER BY ts_start, finding',
  evidence: 'SELECT * FROM v_evidence ORDER BY finding, ts',
  coverage: 'SELECT * FROM v_coverage ORDER BY detector',
} as const

/** `otsift export`: findings for other programs. */
export function exportCommand(output: Output) {
  return define({
    command: 'export [what]',
    describe: 'Write findings, their events or their evidence for other programs',
    builder: (yargs) =>
      withDatabase(yargs)
        .positional('what', {
          choices: ['findings', 'events', 'evidence', 'coverage'] as const,
          default: 'findings' as const,
          describe: 'What to write',
        })
        .option('format', {
          choices: ['csv', 'json', 'ndjson', 'cef'] as const,
          default: 'csv' as const,
          describe: 'How to write it; cef is for findings',
          requiresArg: true,
        })
        .option('output', {
          type: 'string',
          describe: 'File to write; standard output without',
          requiresArg: true,
        }),
    handler: async (args) => {
      if (args.format === 'cef' && args.what !== 'findings') {
        throw new OtsiftError('usage', 'CEF has no form for that.', 'Export findings as CEF.')
      }
      const db = await openState(args)
      try {
        const query = db.prepare(views[args.what])
        const columns = query.columns().map((column) => column.name)
        const rows = query.all() as Record<string, unknown>[]
        const pieces: string[] = []
        if (args.format === 'csv') await writeCsv(columns, rows, (text) => pieces.push(text))
        if (args.format === 'json') pieces.push(`${JSON.stringify(rows, null, 2)}\n`)
        if (args.format === 'ndjson') pieces.push(...rows.map((row) => `${JSON.stringify(row)}\n`))
        if (args.format === 'cef')
          pieces.push(...(rows as unknown as Finding[]).map((row) => `${cefLine(row)}\n`))
        toFileOrOutput(args.output, pieces.join(''), output)
      } finally {
        db.close()
      }
    },
  })
}
