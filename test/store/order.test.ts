import fc from 'fast-check'
import { FactWriter } from '../../src/count/write.js'
import { Checkpoints } from '../../src/ingest/checkpoint.js'
import { kind, type Message } from '../../src/protocols/message.js'
import { sourceId } from '../../src/protocols/source.js'
import { openStore } from '../../src/store/database.js'
import { StoreLedger } from '../../src/store/ledger.js'

const hourStart = 1_700_006_400

/** One exchange; `late` ones come as a request first and get their response later. */
interface Told {
  readonly ts: number
  readonly client: number
  readonly write: boolean
  readonly address: number
  readonly values: readonly number[]
  readonly late: boolean
  readonly order: number
}

function messageOf(told: Told): Message {
  const { values } = told
  const packed = Buffer.alloc(values.length * 2)
  for (const [index, value] of values.entries()) packed.writeUInt16BE(value, index * 2)
  const words = values.length === 1 ? (values[0] ?? 0) : packed
  return {
    ts: told.ts,
    endpoints: {
      uid: `C${told.client}`,
      client: `10.0.0.${told.client}`,
      client_port: 40_000,
      server: '10.0.0.9',
      server_port: 502,
    },
    protocol: 'modbus',
    source: sourceId('modbus_detailed'),
    kind: kind.exchange,
    reference: null,
    unit: 1,
    function: told.write ? 16 : 3,
    sub_function: null,
    outcome: null,
    response_ts: null,
    address: told.address,
    quantity: values.length,
    details: told.write
      ? { request_values: words, response_values: null }
      : { request_values: null, response_values: words },
  }
}

/** What the store says of these rows, written in an order and committed in pieces. */
function rollups(rows: readonly Told[], cuts: ReadonlySet<number>, inOrder: boolean): string {
  const db = openStore(':memory:')
  new Checkpoints(db).add({ sensor: 'default', log: 'case', fingerprint: '' }, 0, 'case')
  const writer = new FactWriter(new StoreLedger(db))
  const sorted = inOrder ? [...rows].sort((a, b) => a.ts - b.ts) : [...rows].sort(byOrder)
  const open: { line: number; told: Told }[] = []
  for (const [index, told] of sorted.entries()) {
    const line = rows.indexOf(told) + 1
    const message = messageOf(told)
    if (told.late && !inOrder) {
      const { request_values } = message.details
      message.kind = kind.request
      message.details = { request_values: request_values ?? null, response_values: null }
      open.push({ line, told })
    }
    writer.message(1, { sensor: 'default', line, message })
    if (cuts.has(index)) {
      writer.flush()
      answer(writer, open)
    }
  }
  writer.flush()
  answer(writer, open)
  writer.flush()
  const views = ['v_point_hour', 'v_transition', 'v_sequence_hour']
  const told = views.map((view) => {
    const all = db.prepare(`SELECT * FROM ${view}`)
    // A point's number says when it was met first, which does depend on the order.
    const columns = all.columns().map(({ name }) => name)
    const facts = columns.filter((name) => name !== 'point_id').join(', ')
    return db.prepare(`SELECT ${facts} FROM ${view}`).raw().all().map(String).sort()
  })
  db.close()
  return JSON.stringify(told, null, 1)
}

function byOrder(a: Told, b: Told): number {
  return a.order - b.order
}

function answer(writer: FactWriter, open: { line: number; told: Told }[]): void {
  writer.flushRows()
  for (const { line, told } of open.splice(0)) {
    const response = messageOf(told)
    response.kind = kind.response
    response.details = { ...response.details, request_values: null }
    writer.response(1, { sensor: 'default', request_ts: told.ts, line, response })
  }
}

const rows = fc.uniqueArray(
  fc.record({
    ts: fc.integer({ min: 0, max: 3 * 3600 }).map((s) => hourStart + s),
    client: fc.integer({ min: 1, max: 2 }),
    write: fc.boolean(),
    address: fc.integer({ min: 0, max: 3 }),
    values: fc.array(fc.constantFrom(0, 1, 2, 40_000, 65_535), { minLength: 1, maxLength: 3 }),
    late: fc.boolean(),
    order: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { selector: (told) => told.ts, minLength: 1, maxLength: 60 },
)

test('values and order of requests do not show how the rows arrived', () => {
  fc.assert(
    fc.property(rows, fc.uniqueArray(fc.nat(60)), (list, cuts) => {
      const expected = rollups(list, new Set(), true)
      expect(rollups(list, new Set(cuts), false)).toBe(expected)
    }),
    { numRuns: 200 },
  )
})

test('rows in order, cut anywhere, need no second reading and give the same', () => {
  fc.assert(
    fc.property(rows, fc.uniqueArray(fc.nat(60)), (list, cuts) => {
      expect(rollups(list, new Set(cuts), true)).toBe(rollups(list, new Set(), true))
    }),
    { numRuns: 100 },
  )
})
