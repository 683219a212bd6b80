import { OtsiftError } from '../errors.js'
import { rowFormats, rowPrinter } from '../report/print-rows.js'
import { type SavedQuery, savedQueries } from '../report/saved-queries.js'
import { runQuery } from '../store/query.js'
import { define } from './define.js'
import { type Output, timeoutSeconds, withDatabase } from './options.js'
import { queryIn } from './store.js'

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
          choices: rowFormats,
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
      const printer = rowPrinter(args.format, output.stdout)
      const sql = sqlOf(args, saved)
      if (args.store === undefined) await runQuery(args.db, sql, args.timeout, printer)
      else await queryIn(args.store, sql, args.timeout, printer)
      const left = await printer.end()
      if (left > 0) {
        output.stderr(`otsift: ${left} more rows are not shown; --format csv or ndjson has all.\n`)
      }
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
