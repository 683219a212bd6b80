import type Database from 'better-sqlite3'
import type { Detector } from '../detect/detector.js'
import { loadDetectors } from '../detect/load.js'
import { OtsiftError } from '../errors.js'
import { cefLines } from '../report/cef.js'
import { datasetteMetadata } from '../report/integrations/datasette.js'
import { grafanaDashboard } from '../report/integrations/grafana.js'
import { navigatorLayer } from '../report/integrations/navigator.js'
import { rowPrinter } from '../report/print-rows.js'
import { define } from './define.js'
import { detectorDirectories, type Output, withDatabase } from './options.js'
import { openState } from './store.js'
import { toFileOrOutput } from './target.js'

const views = {
  findings: 'SELECT * FROM v_findings ORDER BY first_seen, id',
  events: 'SELECT * FROM v_finding_events ORDER BY ts_start, finding',
  evidence: 'SELECT * FROM v_evidence ORDER BY finding, ts',
  coverage: 'SELECT * FROM v_coverage ORDER BY detector',
} as const

type Render = (db: Database.Database, detectors: readonly Detector[]) => string

const formats = ['csv', 'json', 'ndjson', 'cef'] as const

/** Files that another program opens as they are. */
const documents: Readonly<Record<string, Render>> = {
  navigator: navigatorLayer,
  datasette: datasetteMetadata,
  grafana: grafanaDashboard,
}

/** `otsift export`: findings for other programs. */
export function exportCommand(output: Output) {
  return define({
    command: 'export [what]',
    describe:
      'Write findings, events, evidence or coverage, or a file for the ATT&CK Navigator, Datasette or Grafana',
    builder: (yargs) =>
      withDatabase(yargs)
        .positional('what', {
          choices: [
            'findings',
            'events',
            'evidence',
            'coverage',
            'navigator',
            'datasette',
            'grafana',
          ] as const,
          default: 'findings' as const,
          describe: 'What to write',
        })
        .option('format', {
          choices: formats,
          describe:
            'How to write rows, csv without; cef is for findings. The files of other programs have a format of their own',
          requiresArg: true,
        })
        .option('output', {
          type: 'string',
          describe: 'File to write; standard output without',
          requiresArg: true,
        })
        .option('detectors', detectorDirectories),
    handler: async (args) => {
      if (args.format === 'cef' && args.what !== 'findings') {
        throw new OtsiftError('usage', 'CEF has no form for that.', 'Export findings as CEF.')
      }
      const db = await openState(args)
      try {
        const render = documents[args.what]
        if (render !== undefined && args.format !== undefined) {
          throw new OtsiftError(
            'usage',
            `${args.what} has a format of its own.`,
            'Leave --format out.',
          )
        }
        const text = render
          ? render(db, loadDetectors(args.detectors))
          : await rowsOf(db, views[args.what as keyof typeof views], args.format ?? 'csv')
        toFileOrOutput(args.output, text, output)
      } finally {
        db.close()
      }
    },
  })
}

/** The rows of a query as text. */
async function rowsOf(
  db: Database.Database,
  sql: string,
  format: (typeof formats)[number],
): Promise<string> {
  if (format === 'cef') return cefLines(db)
  const query = db.prepare(sql)
  const pieces: string[] = []
  const printer = rowPrinter(format, (text) => pieces.push(text))
  printer.columns(query.columns().map((column) => column.name))
  printer.rows(query.raw().all() as unknown[][])
  await printer.end()
  return pieces.join('')
}
