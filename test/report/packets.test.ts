import { packetsOf } from '../../src/report/packets.js'
import { emptyStore } from '../support/store.js'

const span = { ts_start: 1_772_716_800.4, ts_end: 1_772_716_809.1 }

function storeWith(...ports: number[]) {
  const db = emptyStore()
  for (const port of ports) {
    db.prepare(
      "INSERT INTO channel (sensor, protocol, client, server, server_port) VALUES ('s', 'modbus', '10.0.0.1', '10.0.0.2', ?)",
    ).run(port)
  }
  return db
}

const of = (client: string | null, server: string | null, ...ports: number[]) =>
  packetsOf(storeWith(...ports), { sensor: 's', client, server }, span)

test('the filter names both hosts and the port, the range has five seconds around it', () => {
  expect(of('10.0.0.1', '10.0.0.2', 502)).toMatchObject({
    filter: 'host 10.0.0.1 and host 10.0.0.2 and port 502',
    from: '2026-03-05T13:19:55Z',
    to: '2026-03-05T13:20:14Z',
  })
})

test('several ports stand in brackets, for and and or bind alike in a capture filter', () => {
  expect(of('10.0.0.1', '10.0.0.2', 502, 1502)?.filter).toMatch(/ and \(port 502 or port 1502\)$/)
})

test('one host alone is enough', () => {
  expect(of(null, '10.0.0.2', 502)?.filter).toBe('host 10.0.0.2 and port 502')
})

test('a finding of the sensor has no packets', () => {
  expect(of(null, null)).toBeUndefined()
})

test('what is no address gets into no command', () => {
  expect(of("10.0.0.1' ; reboot '", '$(reboot)')).toBeUndefined()
})
