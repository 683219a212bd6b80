import { define } from '../changes/definition.js'
import { deviceOf } from '../changes/find.js'
import { ModbusLink } from '../modbus/link.js'
import { strangerOf } from '../plant/hosts.js'

/** A rogue host walks the registers, asks who is there, writes, and covers its tracks. */
export const modbusAddressScan = define({
  protocol: 'modbus',
  what:
    'a rogue host reads PLC 1 block by block (most are illegal addresses), reads its device ' +
    'identification, then overwrites two set-points and a pump coil and puts them back',
  expect: [
    'new client',
    'address scan',
    'exception burst (illegal data address)',
    'device identification read',
    'write by a client that is not authorised',
  ],
  minSeverity: 'high',
  between: (cell) => [strangerOf(cell.hosts, 66), cell.hosts.plc1],
  *steps({ cell, sensor, random, client, server }) {
    const device = deviceOf(cell, server)
    const link = new ModbusLink(sensor, client, device)
    yield 0.01
    for (const [code, end, size] of [
      [3, 600, 10],
      [1, 160, 8],
    ] as const) {
      for (let address = 0; address < end; address += size) {
        const request = { unit: 1, code, address, quantity: size }
        yield link.request(request).took + random.between(0.1, 0.3)
      }
    }
    yield 8
    yield link.request({ unit: 1, code: 43 }).took
    yield 40
    const write = (code: number, address: number, value: number): number =>
      link.request({ unit: 1, code, address, values: [value] }).took
    const held = [8, 9].map((at) => device.unit(1).cell('holding', at)?.read(0) ?? 0)
    const pump = device.unit(1).cell('coil', 1)?.read(0) ?? 0
    yield write(6, 8, 900) + 1.2
    yield write(6, 9, 60) + 1.5
    yield write(5, 1, 1 - pump) + 100
    yield write(6, 8, held[0] ?? 0) + 0.9
    yield write(6, 9, held[1] ?? 0) + 0.9
    yield write(5, 1, pump) + 0.9
    link.close()
  },
})
