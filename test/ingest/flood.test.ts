import { ingest } from '../../src/ingest/run.js'
import { emptyStore, one } from '../support/store.js'
import { fileWith } from '../support/temporary.js'
import { connection, prefix, tsvLog } from '../support/zeek-log.js'

test('a flood of channels that no memory should hold at once is stored and counted whole', async () => {
  const pairs = 45_000
  const rows = Array.from({ length: pairs }, (_, pair) => ({
    ...connection,
    ts: 1_700_000_000 + pair / 100,
    uid: `C${pair}`,
    'id.orig_h': `10.${pair >> 8}.${pair & 255}.1`,
    func: `unknown-${pair % 128}`,
    unit: pair % 256,
  }))
  const db = emptyStore()
  await ingest(db, [fileWith('modbus.log', tsvLog('modbus', `${prefix} unit func`, rows))])
  expect(one(db, 'SELECT count(*) FROM channel')).toBe(pairs)
  expect(one(db, 'SELECT count(*) FROM modbus_message')).toBe(pairs)
  expect(one(db, 'SELECT sum(exchanges) FROM activity')).toBe(pairs)
})
