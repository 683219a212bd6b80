import { writeCsv } from '../report/csv.js'
import { table } from '../report/text.js'
import { type QuerySink, runQuery } from '../store/query.js'
import { define } from './define.js'
import { type Output, timeoutSeconds, withDatabase } from './options.js'
import { queryIn } from './store.js'

type Cell = string | number | null

/** `otsift query`: SQL over the views, without the power to write. */
export function queryCommand(output: Output) {
  return define({
    command: 'query <sql>',
    describe: 'Run a SQL query; it cannot write',
    builder: (yargs) =>
      withDatabase(yargs)
        .positional('sql', {
          type: 'string',
          demandOption: true,
          describe: 'One SELECT over the views',
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
        .example('$0 query "SELECT function, sum(exchanges) FROM v_activity GROUP BY 1"', ''),
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
      if (args.store === undefined) await runQuery(args.db, args.sql, args.timeout, sink)
      else await queryIn(args.store, args.sql, args.timeout, sink)
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
