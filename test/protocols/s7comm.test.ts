import {
  bothForms,
  connection,
  direction,
  factsOf,
  type LogRow,
  parsedLines,
  prefix,
  tsvLog,
} from '../support/zeek-log.js'

const s7comm = `${prefix} ${direction} rosctr_code rosctr_name pdu_reference function_code function_name subfunction_code subfunction_name error_class error_code`
const s7commOld = s7comm.replace(` ${direction}`, '')

function read(log: string, columns: string, row: LogRow) {
  const [tsv, json] = bothForms(log, columns, { ...connection, ...row }).map(([, text]) =>
    factsOf(log, text),
  )
  expect(json).toEqual(tsv)
  return tsv ?? { messages: [], rows: [] }
}

describe('s7comm.log, as TSV and as JSON', () => {
  const job = { rosctr_code: 1, rosctr_name: 'Job-Request', pdu_reference: 512 }
  const answer = { rosctr_code: 3, rosctr_name: 'ACK-Data', pdu_reference: 512 }
  const user = { rosctr_code: 7, rosctr_name: 'User-Data', pdu_reference: 512 }

  test.each([
    ['a job', { ...job, function_code: '0x04' }, 1, 0x04, null],
    ['a good answer', { ...answer, function_code: '0x04' }, 2, 0x04, null],
    ['an acknowledgement without function', { rosctr_code: 2, pdu_reference: 512 }, 2, 0, null],
    ['a PLC stop', { ...job, function_code: '0x29' }, 1, 0x29, null],
    [
      'a PI service by its name',
      { ...job, function_code: '0x28', subfunction_code: 'P_PROGRAM' },
      1,
      0x28,
      'P_PROGRAM',
    ],
    [
      'a user-data request',
      { ...user, function_code: '0x44', subfunction_code: '0x01' },
      1,
      0x704,
      '1',
    ],
    [
      'a user-data response',
      { ...user, function_code: '0x84', subfunction_code: '0x01' },
      2,
      0x704,
      '1',
    ],
    ['a push', { ...user, function_code: '0x04', subfunction_code: '0x03' }, 4, 0x804, '3'],
    [
      'a hexadecimal sub-function',
      { ...user, function_code: '0x41', subfunction_code: '0x0c' },
      1,
      0x701,
      '12',
    ],
    [
      'a mode transition that a PLC reports',
      { ...user, function_code: '0x00', subfunction_code: '0x00' },
      4,
      0x800,
      '0',
    ],
  ])('tells %s', (_, row, kind, code, sub) => {
    expect(read('s7comm', s7comm, row).messages).toMatchObject([
      { kind, function: code, sub_function: sub, reference: 512, outcome: null },
    ])
  })

  test('tells a job of the shape before 2023', () => {
    const row = { ...job, function_code: '0x05' }
    expect(read('s7comm', s7commOld, row).messages).toMatchObject([{ kind: 1, function: 5 }])
  })

  test.each([
    ['No error', '0x00', null],
    ['Access error', '0x04', 0x8704],
    ['No ressources available error', '0x00', 0x8300],
    ['Unknown error class-0xd6', '0x01', 0xd601],
    ['Parameter Error', undefined, 0xd200],
    [undefined, undefined, null],
  ])('error class %s with code %s is %s', (name, code, outcome) => {
    const row = { ...answer, function_code: '0x04', error_class: name, error_code: code }
    expect(read('s7comm', s7comm, row).messages).toMatchObject([{ outcome }])
  })

  test('a request has no outcome', () => {
    const row = { ...job, function_code: '0x04', error_class: 'Access error', error_code: '0x04' }
    expect(read('s7comm', s7comm, row).messages).toMatchObject([{ outcome: null }])
  })

  test.each([
    ['a function that is no number', { ...job, function_code: 'four' }],
    ['a missing rosctr', { pdu_reference: 1, function_code: '0x04' }],
  ])('rejects %s', (_, row) => {
    const text = tsvLog('s7comm', s7comm, [{ ...connection, ...row }])
    expect(parsedLines('s7comm', text)).toMatchObject([{ kind: 'rejected' }])
  })
})

describe('cotp.log, as TSV and as JSON', () => {
  const cotp = `${prefix} ${direction} pdu_code pdu_name`

  test('counts a data unit and does not store it', () => {
    const { messages, rows } = read('cotp', cotp, { is_orig: true, pdu_code: '0x0f' })
    expect(messages).toMatchObject([{ protocol: 'cotp', kind: 4, function: 0x0f }])
    expect(rows).toEqual([])
  })

  test('stores a connection request with its direction', () => {
    expect(read('cotp', cotp, { is_orig: true, pdu_code: '0x0e' }).rows).toMatchObject([
      { table: 'cotp_message', columns: { pdu: 0x0e, from_client: 1 } },
    ])
  })

  test('rejects a code that is no number', () => {
    const text = tsvLog('cotp', cotp, [{ ...connection, pdu_code: 'CR' }])
    expect(parsedLines('cotp', text)).toMatchObject([{ kind: 'rejected' }])
  })
})

describe('the other logs of ICSNPP-S7comm, as TSV and as JSON', () => {
  test('s7comm_read_szl', () => {
    const columns = `${prefix} ${direction} pdu_reference method szl_id szl_id_name szl_index return_code return_code_name`
    const row = {
      method: 'Response',
      szl_id: '0x0011',
      szl_id_name: 'Module identification',
      szl_index: '0x0001',
      return_code: '0xff',
    }
    expect(read('s7comm_read_szl', columns, row).rows).toMatchObject([
      {
        table: 's7comm_szl',
        columns: { request: 0, szl: 0x11, szl_index: 1, return_code: 255 },
      },
    ])
  })

  test('s7comm_upload_download', () => {
    const columns = `${prefix} ${direction} rosctr pdu_reference function_name function_status session_id blocklength filename block_type block_number destination_filesystem`
    const row = {
      rosctr: 'Job-Request',
      function_name: 'Request Download',
      filename: '_0800001P',
      block_type: 'Organization Block',
      block_number: '00001',
      destination_filesystem: 'Passive',
    }
    expect(read('s7comm_upload_download', columns, row).rows).toMatchObject([
      {
        table: 's7comm_block',
        columns: {
          request: 1,
          function: 'Request Download',
          filename: '_0800001P',
          block_number: 1,
          session: null,
          length: null,
          status: null,
        },
      },
    ])
  })

  test.each([
    ['a request', '0x31', '0x0542', 1, 0x542],
    ['a response, which belongs to no request', '0x32', '0x0542', 6, 0x542],
    ['a notification', '0x33', undefined, 4, 0],
  ])('s7comm_plus: %s', (_, opcode, code, kind, number) => {
    const columns = `${prefix} ${direction} version opcode opcode_name function_code function_name`
    const row = { version: 2, opcode, function_code: code }
    expect(read('s7comm_plus', columns, row).messages).toMatchObject([
      { protocol: 's7comm-plus', kind, function: number, details: { version: 2 } },
    ])
  })

  test('s7comm_known_devices', () => {
    const columns = `${prefix} ${direction} automation_system_name module_name plant_name module_serial`
    const row = { automation_system_name: 'S7-300', module_serial: 'S C-X4U' }
    expect(read('s7comm_known_devices', columns, row).rows).toMatchObject([
      { columns: { system: 'S7-300', module: null, plant: null, serial: 'S C-X4U' } },
    ])
  })
})
