// What the earlier Modbus tools alerted on by a site's own lists and limits, on Zeek logs.
import { findingsOf } from '../support/judged.js'
import { logs, modbus, polls } from '../support/site.js'
import { type LogRow, tsvLog } from '../support/zeek-log.js'

const stranger = { uid: 'C9', 'id.orig_h': '10.0.0.9' }
const read = { func: 'READ_HOLDING_REGISTERS' }
const write = (address: number, value: number) => ({
  func: 'WRITE_SINGLE_REGISTER',
  address,
  quantity: 1,
  request_values: [value],
  response_values: [value],
})
const clients = (rows: readonly { client: string | null }[]) => rows.map((each) => each.client)

describe('UNAUTHORIZED_CLIENT, ROGUE_MODBUS_MASTER: a client that the policy does not name', () => {
  const policy = 'clients: [10.0.0.1]'
  const judged = (client: LogRow) =>
    findingsOf('new-client', logs({ modbus: [...polls(0, 1), modbus(90, client)] }), policy)

  test('is found', async () => {
    expect(clients(await judged({ ...stranger, ...read }))).toEqual(['10.0.0.9'])
  })

  test('is not found where it is named', async () => {
    expect(await judged({ uid: 'C9', ...read })).toEqual([])
  })
})

describe('UNAUTHORIZED_MODBUS_WRITE: a write by who is no writer', () => {
  const policy = 'clients: [10.0.0.1, 10.0.0.9]\nwriters: [10.0.0.1]'
  const judged = (change: LogRow) =>
    findingsOf('unauthorised-write', logs({ modbus: [...polls(0, 1), modbus(90, change)] }), policy)

  test.each([
    'WRITE_SINGLE_COIL',
    'WRITE_SINGLE_REGISTER',
    'WRITE_MULTIPLE_COILS',
    'WRITE_MULTIPLE_REGISTERS',
    'WRITE_FILE_RECORD',
    'MASK_WRITE_REGISTER',
    'READ_WRITE_MULTIPLE_REGISTERS',
  ])('%s is found (defect 12: every function that writes)', async (func) => {
    const found = await judged({ ...stranger, func })
    expect(found).toMatchObject([{ client: '10.0.0.9', severity: 'critical' }])
  })

  test('a read by the same client is not', async () => {
    expect(await judged({ ...stranger, ...read })).toEqual([])
  })

  test('a write by a writer is not', async () => {
    expect(await judged(write(3, 1))).toEqual([])
  })
})

describe('UNAUTHORIZED_FUNCTION_CODE: a function outside the list of a pair', () => {
  const policy =
    'functions: [{client: 10.0.0.1, server: 10.0.0.2, allow: [READ_HOLDING_REGISTERS, 6]}]'
  const judged = (change: LogRow) =>
    findingsOf(
      'unauthorised-function',
      logs({ modbus: [...polls(0, 1), modbus(90, change)] }),
      policy,
    )

  test('is found, in a log that names functions (defect 1)', async () => {
    const found = await judged({ func: 'WRITE_SINGLE_COIL' })
    expect(found).toMatchObject([{ client: '10.0.0.1', server: '10.0.0.2', severity: 'high' }])
    expect(found[0]?.message).toContain('WRITE_SINGLE_COIL')
  })

  test('is not found in the list, nor of a pair that no list names', async () => {
    expect(await judged(write(3, 1))).toEqual([])
    expect(await judged({ ...stranger, func: 'WRITE_SINGLE_COIL' })).toEqual([])
  })
})

const reactor = `points:
  - {server: 10.0.0.2, unit: 1, address: 40101, name: Reactor temperature set-point, engineering_unit: C, min: 20, max: 200, max_rate: 2}`

describe('REGISTER_VALUE_OUT_OF_RANGE: a value beyond the limits of its register', () => {
  const judged = (change: LogRow, policy = reactor) =>
    findingsOf(
      'modbus-limit-violation',
      logs({ modbus: [...polls(0, 1), modbus(90, change)] }),
      policy,
    )

  test('is found, and told in engineering units and by name', async () => {
    const found = await judged(write(100, 250))
    expect(found).toMatchObject([{ severity: 'critical', server: '10.0.0.2', unit: 1 }])
    expect(found[0]?.message).toMatch(/^Reactor temperature set-point: 250 C, limit 200 C;/)
  })

  test('at the limit it is not', async () => {
    expect(await judged(write(100, 200))).toEqual([])
  })

  test('defect 5: 40101 is the register that Zeek logs as address 100', async () => {
    expect(await judged(write(101, 250))).toEqual([])
    expect(await judged(write(99, 250))).toEqual([])
    expect(await judged(write(40101, 250))).toEqual([])
  })

  test('defect 6: the same register of another unit or device is another register', async () => {
    expect(await judged({ ...write(100, 250), unit: 2 })).toEqual([])
    expect(await judged({ ...write(100, 250), 'id.resp_h': '10.0.0.3' })).toEqual([])
  })

  test('defect 14: a large value is no large quantity, and the last register of a block counts', async () => {
    const policy = `${reactor}
  - {server: 10.0.0.2, unit: 1, address: 40200, name: Far away, max: 0}`
    expect(await judged(write(100, 150), policy)).toEqual([])
    const block = (values: number[]) => ({
      func: 'WRITE_MULTIPLE_REGISTERS',
      address: 98,
      quantity: values.length,
      request_values: values,
    })
    expect(await judged(block([900, 900, 250]))).toHaveLength(1)
    expect(await judged(block([900, 900]))).toEqual([])
  })

  test('defect 12: functions 22 and 23 are held against limits, too', async () => {
    const names = 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p tid unit func request_response'
    const side = { ...modbus(90), request_response: 'REQUEST' }
    const mask = tsvLog('modbus_mask_write_register', `${names} address and_mask or_mask`, [
      { ...side, func: 'MASK_WRITE_REGISTER', address: 100, and_mask: 0, or_mask: 250 },
    ])
    const both = tsvLog(
      'modbus_read_write_multiple_registers',
      `${names} write_start_address write_registers read_start_address read_quantity read_registers`,
      [
        {
          ...side,
          write_start_address: 99,
          write_registers: [7, 251],
          read_start_address: 0,
          read_quantity: 1,
        },
      ],
    )
    const main = logs({ modbus: polls(0, 1) })
    const found = async (name: string, text: string) =>
      (await findingsOf('modbus-limit-violation', { ...main, [name]: text }, reactor)).map(
        (each) => each.message.split(';')[0],
      )
    expect(await found('modbus_mask_write_register.log', mask)).toEqual([
      'Reactor temperature set-point: 250 C, limit 200 C',
    ])
    expect(await found('modbus_read_write_multiple_registers.log', both)).toEqual([
      'Reactor temperature set-point: 251 C, limit 200 C',
    ])
  })

  test.each([
    ['u16', '', [500], 500],
    ['s16', '', [0xfe0c], -500],
    ['u32', 'word_order: big, ', [1, 0], 65_536],
    ['u32', 'word_order: little, ', [1, 0], 1],
    ['s32', '', [0xffff, 0xfe0c], -500],
    ['f32', '', [0x43fa, 0x0000], 500],
    ['f32', 'word_order: little, ', [0x0000, 0x43fa], 500],
    ['u16', 'scale: 0.1, ', [5000], 500],
  ])('%s %sof %j is %d', async (type, rest, values, value) => {
    const policy = `points: [{address: 40101, name: P, type: ${type}, ${rest}min: 2, max: 3}]`
    const words = { func: 'READ_HOLDING_REGISTERS', address: 100, quantity: values.length }
    const found = await judged({ ...words, response_values: values }, policy)
    const told = value === 1 ? 1 : value
    expect(found.map((each) => each.message.split(',')[0])).toEqual([`P: ${told}`])
  })
})

describe('REGISTER_VALUE_EXCESSIVE_RATE: a change that is faster than the register allows', () => {
  const judged = (seconds: number) =>
    findingsOf(
      'modbus-rate-of-change',
      logs({ modbus: [modbus(0, write(100, 100)), modbus(seconds, write(100, 130))] }),
      reactor,
    )

  test('is found', async () => {
    expect(await judged(10)).toMatchObject([{ severity: 'high', server: '10.0.0.2' }])
  })

  test('defect 9b: the same change over a longer time is none', async () => {
    expect(await judged(16)).toEqual([])
  })
})
