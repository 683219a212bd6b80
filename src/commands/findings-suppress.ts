import { levels } from '../detect/detector.js'
import { OtsiftError } from '../errors.js'
import { endSuppression, suppressFinding, suppressScope } from '../findings/suppress.js'
import { table, utc } from '../report/text.js'
import { expiryOption } from './days.js'
import { define } from './define.js'
import { type Output, withDatabase, withDecider } from './options.js'
import { openState, withDecided } from './store.js'

/** Commands that hide findings when they are read, and list what is hidden. */
export function findingsSuppress(output: Output) {
  return [suppressCommand(output), suppressionsCommand(output)]
}

function suppressCommand(output: Output) {
  return define({
    command: 'suppress [ids..]',
    describe: 'Hide findings, or all within a scope, until they change or the time is over',
    builder: (yargs) =>
      withDecider(withDatabase(yargs))
        .positional('ids', {
          type: 'string',
          array: true,
          default: [] as string[],
          describe: 'Ids of findings, or their beginnings',
        })
        .option('detector', { type: 'string', describe: 'Of this detector', requiresArg: true })
        .option('client', { type: 'string', describe: 'Of this client', requiresArg: true })
        .option('server', { type: 'string', describe: 'Of this server', requiresArg: true })
        .option('unit', { type: 'number', describe: 'Of this unit', requiresArg: true })
        .option('address', { type: 'number', describe: 'Of this address alone', requiresArg: true })
        .option('severity', {
          choices: levels,
          describe: 'Hide nothing that is worse',
          requiresArg: true,
        })
        .option('expires', {
          type: 'string',
          describe: 'Time it ends, or days from now such as 30d',
          requiresArg: true,
        })
        .option('end', { type: 'number', describe: 'End this suppression', requiresArg: true }),
    handler: async (args) => {
      const { ids, end, detector, client, server, unit, address } = args
      await withDecided(args, 'findings suppress', (db) => {
        if (end !== undefined) {
          endSuppression(db, end)
          output.stdout(`suppression ${end} ended\n`)
          return
        }
        const { reason, who, severity } = args
        if (reason === undefined) throw new OtsiftError('usage', 'Say why.', 'Add --reason TEXT.')
        const by = { reason, who, severity, expires: expiryOption(args.expires) }
        const scope = { detector, client, server, unit, address }
        if (ids.length === 0) {
          output.stdout(`suppression ${suppressScope(db, scope, by)}\n`)
          return
        }
        if (Object.values(scope).some((value) => value !== undefined)) {
          throw new OtsiftError(
            'usage',
            'Findings have a scope of their own.',
            'Name ids, or a scope.',
          )
        }
        db.transaction(() => {
          for (const id of ids) suppressFinding(db, String(id), by)
        }).immediate()
        for (const id of ids) output.stdout(`${id} suppressed\n`)
      })
    },
  })
}

function suppressionsCommand(output: Output) {
  return define({
    command: 'suppressions',
    describe: 'List what is hidden, by whom and why',
    builder: (yargs) =>
      withDatabase(yargs).option('json', {
        type: 'boolean',
        default: false,
        describe: 'Print JSON',
      }),
    handler: async (args) => {
      const db = await openState(args)
      try {
        const rows = db.prepare('SELECT * FROM v_suppression ORDER BY id').all() as Row[]
        output.stdout(args.json ? `${JSON.stringify(rows, null, 2)}\n` : suppressionTable(rows))
      } finally {
        db.close()
      }
    },
  })
}

type Row = Readonly<Record<string, number | string | null>>

function suppressionTable(rows: readonly Row[]): string {
  const columns = ['id', 'state', 'scope', 'up to', 'expires', 'who', 'reason']
  const scope = (row: Row) =>
    ['finding', 'detector', 'client', 'server', 'unit', 'address']
      .filter((name) => row[name] !== null)
      .map((name) => `${name} ${row[name]}`)
      .join(', ')
  return table(
    columns,
    rows.map((row) => [
      row.id ?? null,
      row.state ?? null,
      scope(row),
      row.severity ?? null,
      row.expires === null ? 'never' : utc(Number(row.expires)),
      row.who ?? null,
      row.reason ?? null,
    ]),
  )
}
