import { OtsiftError } from '../errors.js'
import { writeCsv } from '../report/csv.js'
import { type SavedQuery, savedQueries } from '../report/saved-queries.js'
import { table } from '../report/text.js'
import { type QuerySink, runQuery } from '../store/query.js'
import { define } from './define.js'
import { type Output, timeoutSeconds, withDatabase } from './options.js'
import { queryIn } from './store.js'

type Cell = string | number | null

/** `otsift query`: SQL over the views, without the power to write. */
export function queryCommand(output: Output) {
  const saved = savedQueries()
  return define({
    command: 'query [sql]',
    describe: 'Run a SQL query; it cannot write',
    builder: (yargs) =>
      withDatabase(yargs)
        .positional('sql', {
          type: 'string',
          describe: 'One SELECT over the views',
        })
        .option('saved', {
          choices: saved.map((each) => each.name),
          describe: 'Ask one of the saved queries instead; their questions stand below',
          requiresArg: true,
        })
        .option('format', {
          choices: ['table', 'csv', 'json', 'ndjson'] as const,
          default: 'table' as const,
          describe: 'How to print the rows',
          requiresArg: true,
        })
        .option('timeout', {
          type: 'number',
          default: 30,
          describe: 'Seconds it may take',
          coerce: timeoutSeconds,
          requiresArg: true,
        })
        .example('$0 query "SELECT function, sum(exchanges) FROM v_activity GROUP BY 1"', '')
        .example('$0 query --saved who-writes --format csv', '')
        .epilogue(questions(saved)),
    handler: async (args) => {
      let columns: readonly string[] = []
      const rows: (readonly unknown[])[] = []
      const sink: QuerySink = {
        columns: (names) => {
          columns = names
        },
        rows: (more) => {
          if (args.format !== 'ndjson') rows.push(...more)
          else for (const row of more) output.stdout(`${JSON.stringify(named(columns, row))}\n`)
        },
      }
      const sql = sqlOf(args, saved)
      if (args.store === undefined) await runQuery(args.db, sql, args.timeout, sink)
      else await queryIn(args.store, sql, args.timeout, sink)
      const objects = () => rows.map((row) => named(columns, row))
      if (args.format === 'json') output.stdout(`${JSON.stringify(objects(), null, 2)}\n`)
      if (args.format === 'csv') await writeCsv(columns, objects(), output.stdout)
      if (args.format === 'table')
        output.stdout(
          table(
            columns,
            rows.map((row) => row.map(cell)),
          ),
        )
    },
  })
}

/** The SQL that was given or named; exactly one of them. */
function sqlOf(
  args: { readonly sql?: string | undefined; readonly saved?: string | undefined },
  saved: readonly SavedQuery[],
): string {
  if ((args.sql === undefined) === (args.saved === undefined)) {
    throw new OtsiftError(
      'usage',
      args.sql === undefined ? 'There is no query.' : 'There are two queries.',
      'Give either SQL or --saved NAME; `otsift query --help` names them.',
    )
  }
  return args.sql ?? saved.find((each) => each.name === args.saved)?.sql ?? ''
}

function questions(saved: readonly SavedQuery[]): string {
  const lines = saved.map(({ name, question }) => `  ${name.padEnd(24)} ${question}`)
  return `Saved queries:\n${lines.join('\n')}`
}

function named(columns: readonly string[], row: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(columns.map((name, index) => [name, plain(row[index])]))
}

function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
}

function cell(value: unknown): Cell {
  const shown = plain(value)
  return shown === null || typeof shown === 'number' ? shown : String(shown)
}
