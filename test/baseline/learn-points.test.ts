import { learn } from '../../src/baseline/learn.js'
import { FactWriter } from '../../src/count/write.js'
import { Checkpoints } from '../../src/ingest/checkpoint.js'
import { kind } from '../../src/protocols/message.js'
import { sourceId } from '../../src/protocols/source.js'
import { openStore } from '../../src/store/database.js'
import { StoreLedger } from '../../src/store/ledger.js'

const start = 1_700_006_400
const hour = 3600

/** What is learned of input register 0, polled each five minutes for `hours`. */
function learned(hours: number, value: (index: number) => number, to?: number) {
  const db = openStore(':memory:')
  new Checkpoints(db).add({ sensor: 'default', log: 'case', fingerprint: '' }, 0, 'case')
  const writer = new FactWriter(new StoreLedger(db))
  for (let index = 0; index < hours * 12; index += 1) {
    const message = {
      ts: start + index * 300,
      endpoints: { uid: 'C', client: 'a', client_port: 1, server: 'b', server_port: 502 },
      protocol: 'modbus' as const,
      source: sourceId('modbus_detailed'),
      kind: kind.exchange,
      reference: null,
      unit: 1,
      function: 4,
      sub_function: null,
      outcome: null,
      response_ts: null,
      address: 0,
      quantity: 1,
      details: { request_values: null, response_values: value(index) },
    }
    writer.count('default', 'modbus_detailed', message.ts)
    writer.message(1, { sensor: 'default', line: index, message })
  }
  writer.flush()
  learn(db, { name: 'main', minimum: 0, to })
  const row = db.prepare('SELECT * FROM learned_point').get() as Record<string, number>
  db.close()
  return row
}

test('a value that comes and goes has a range, steps and runs', () => {
  const row = learned(48, (index) => 100 + (index % 7))
  expect(row).toMatchObject({ n: 576, hours: 48, min: 100, max: 106, largest_step: 6 })
  expect(row).toMatchObject({ longest_run: 0, steady_range: 1, steady_step: 1, steady_run: 1 })
})

test('a counter that only grows has steps, but no range', () => {
  expect(learned(48, (index) => index)).toMatchObject({ steady_range: 0, steady_step: 1 })
})

test('a run without a change goes on over hours, a step lies between them', () => {
  const row = learned(48, (index) => (index < 36 ? 5 : index < 96 ? 9 : index % 2))
  expect(row).toMatchObject({ longest_run: 59 * 300, largest_step: 9, changes: 481 })
})

test('what came after the stretch is not learned', () => {
  const row = learned(48, (index) => (index < 240 ? index % 3 : 5000), start + 20 * hour)
  expect(row).toMatchObject({ hours: 20, max: 2 })
})
