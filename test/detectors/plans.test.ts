import type Database from 'better-sqlite3'
import type { Detector } from '../../src/detect/detector.js'
import { loadDetectors } from '../../src/detect/load.js'
import { bindings } from '../../src/detect/query.js'
import { openStore } from '../../src/store/database.js'

interface Instruction {
  readonly opcode: string
  readonly p1: number
  readonly p2: number
}

/** The tables that grow with the rows of logs, by the page they begin on. */
function messageTables(db: Database.Database): Map<number, string> {
  const rows = db
    .prepare(
      `SELECT s.rootpage, s.name
      FROM sqlite_schema AS s
      WHERE s.type = 'table'
        AND (SELECT count(*) FROM pragma_table_info(s.name) AS c WHERE c.name IN ('ts', 'file', 'line')) = 3`,
    )
    .raw()
    .all() as [number, string][]
  return new Map(rows)
}

/** The tables of messages that a detector's program walks from their first or their last row on. */
function scanned(db: Database.Database, detector: Detector): string[] {
  const tables = messageTables(db)
  const program = db
    .prepare(`EXPLAIN ${detector.sql}`)
    .all({ ...bindings(detector), since: 0, until: 60 }) as Instruction[]
  const opened = new Map<number, string | undefined>()
  for (const { opcode, p1, p2 } of program) {
    if (opcode === 'OpenRead') opened.set(p1, tables.get(p2))
  }
  const walked = program.filter(({ opcode }) => opcode === 'Rewind' || opcode === 'Last')
  return [...new Set(walked.flatMap(({ p1 }) => opened.get(p1) ?? []))]
}

const db = openStore(':memory:')

afterAll(() => db.close())

test('a query over all messages is seen as one', () => {
  const [detector] = loadDetectors()
  if (!detector) throw new Error('there are no detectors')
  const greedy = { ...detector, params: {}, sql: 'SELECT count(*) FROM v_modbus WHERE unit = 7' }
  expect(scanned(db, greedy)).toContain('modbus_message')
})

test.each(loadDetectors().map((detector) => [detector.id, detector] as const))(
  '%s reads messages by their time or another key, never all of them',
  (_, detector) => {
    expect(scanned(db, detector)).toEqual([])
  },
)
