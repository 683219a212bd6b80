import { join } from 'node:path'
import { learn } from '../../src/baseline/learn.js'
import { all, storeOf } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'
import { connection, jsonLog, type LogRow } from '../support/zeek-log.js'

const start = 1_700_006_400

/** A store that learned an hour with these DNP3 messages and connections. */
async function learned(dnp3: readonly LogRow[], conn: readonly LogRow[]) {
  const at = (rows: readonly LogRow[]) =>
    jsonLog(rows.map((row, index) => ({ ...connection, ts: start + index * 60, ...row })))
  const directory = directoryWith({ 'otsift_dnp3.log': at(dnp3), 'conn.log': at(conn) })
  const db = await storeOf(join(directory, 'otsift_dnp3.log'), join(directory, 'conn.log'))
  learn(db, { name: 'site', minimum: 0 })
  return db
}

const exchange = { kind: 'exchange', response_ts: start, fc: 1, response_fc: 129, iin: 0 }

describe('a baseline', () => {
  test('knows which link addresses talk to each other, on each pair of hosts', async () => {
    const db = await learned(
      [
        { ...exchange, link_src: 1, link_dst: 10 },
        { ...exchange, link_src: 1, link_dst: 10 },
        { ...exchange, link_src: 1, link_dst: 11 },
        { kind: 'unsolicited', response_fc: 130, link_src: 10, link_dst: 1 },
      ],
      [],
    )
    expect(all(db, 'SELECT master, outstation, exchanges FROM learned_link')).toEqual([
      { master: 1, outstation: 10, exchanges: 3 },
      { master: 1, outstation: 11, exchanges: 1 },
    ])
  })

  test('takes no broadcast for an outstation', async () => {
    const db = await learned([{ kind: 'oneway', fc: 2, link_src: 1, link_dst: 65_535 }], [])
    expect(all(db, 'SELECT * FROM learned_link')).toEqual([])
  })

  test('knows what carries a protocol, and nothing of other protocols', async () => {
    const db = await learned(Array(3).fill({ ...exchange, link_src: 1, link_dst: 10 }), [
      { proto: 'tcp', service: 'dnp3_tcp' },
      { proto: 'udp', service: 'dnp3_udp', 'id.orig_h': '10.0.0.5' },
      { proto: 'tcp', service: 'http', 'id.orig_h': '10.0.0.6' },
    ])
    expect(all(db, 'SELECT client, protocol, transport, rows FROM learned_transport')).toEqual([
      { client: '10.0.0.1', protocol: 'dnp3', transport: 'tcp', rows: 1 },
      { client: '10.0.0.5', protocol: 'dnp3', transport: 'udp', rows: 1 },
    ])
  })
})
