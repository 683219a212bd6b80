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

const new51 = `${prefix} tid unit func pdu_type exception`
const old50 = `${prefix} func exception`

/** The only message of a log with one row. */
function message(log: string, text: string) {
  const { messages } = factsOf(log, text)
  expect(messages).toHaveLength(1)
  return messages[0]
}

describe.each(['TSV', 'JSON'] as const)('modbus.log as %s', (form) => {
  function modbus(columns: string, row: LogRow) {
    const text = bothForms('modbus', columns, { ...connection, ...row }).find(
      ([name]) => name === form,
    )?.[1]
    return message('modbus', text ?? '')
  }

  test('since 5.1 has a row for a request', () => {
    const row = { tid: 7, unit: 1, func: 'READ_COILS', pdu_type: 'REQ' }
    expect(modbus(new51, row)).toMatchObject({
      kind: 1,
      reference: 7,
      unit: 1,
      function: 1,
      outcome: null,
    })
  })

  test('since 5.1 has a row for a response', () => {
    const row = { tid: 7, unit: 1, func: 'READ_COILS', pdu_type: 'RESP' }
    expect(modbus(new51, row)).toMatchObject({ kind: 2, reference: 7, outcome: null })
  })

  test('names an exception', () => {
    const row = {
      tid: 7,
      unit: 1,
      func: 'READ_COILS_EXCEPTION',
      pdu_type: 'RESP',
      exception: 'ILLEGAL_DATA_ADDRESS',
    }
    expect(modbus(new51, row)).toMatchObject({ kind: 2, function: 1, outcome: 2 })
  })

  test('may leave an exception unnamed', () => {
    const row = { tid: 7, unit: 1, func: 'READ_COILS_EXCEPTION', pdu_type: 'RESP' }
    expect(modbus(new51, row)).toMatchObject({ function: 1, outcome: 0 })
  })

  test('up to 5.0 has a row an exchange, without unit and transaction', () => {
    expect(modbus(old50, { func: 'WRITE_SINGLE_COIL' })).toMatchObject({
      kind: 0,
      function: 5,
      unit: null,
      reference: null,
    })
  })

  test('unit 0 is a unit, and no unit is none', () => {
    const row = { tid: 0, func: 'READ_COILS', pdu_type: 'REQ' }
    expect(modbus(new51, { ...row, unit: 0 })?.unit).toBe(0)
    expect(modbus(new51, row)?.unit).toBeNull()
  })

  test('an unknown function keeps its number', () => {
    const row = { tid: 1, unit: 1, func: 'unknown-100', pdu_type: 'REQ' }
    expect(modbus(new51, row)).toMatchObject({ function: 100, outcome: null })
  })

  test('an unknown function above 127 is the exception of one below', () => {
    const row = { tid: 1, unit: 1, func: 'unknown-228', pdu_type: 'RESP' }
    expect(modbus(new51, row)).toMatchObject({ function: 100, outcome: 0 })
  })
})

describe('modbus.log rejects', () => {
  const row = { ...connection, tid: 1, unit: 1, func: 'READ_COILS', pdu_type: 'REQ' }
  test.each([
    ['a function that is none', { func: 'DROP TABLE' }, 'func is no Modbus function'],
    ['a direction that is none', { pdu_type: 'SIDEWAYS' }, 'pdu_type is neither'],
    ['an address that is none', { 'id.orig_h': 'a b' }, 'id.orig_h is no address'],
    ['a port that is none', { 'id.resp_p': 70_000 }, 'id.resp_p is no port'],
    ['a time that is none', { ts: 'soon' }, 'ts is no time'],
    ['a missing time', { ts: undefined }, 'ts is missing'],
    ['a missing function', { func: undefined }, 'func is missing'],
    ['a unit that is no number', { unit: 'T' }, 'unit is no number'],
  ])('%s', (_, change, reason) => {
    const [line] = parsedLines('modbus', tsvLog('modbus', new51, [{ ...row, ...change }]))
    expect(line).toEqual({ kind: 'rejected', reason: expect.stringContaining(reason) })
  })
})

describe('a modbus.log without a header', () => {
  test.each([
    ['since 5.1', new51, { tid: 7, unit: 3, func: 'READ_COILS', pdu_type: 'REQ' }, 1],
    ['up to 5.0', old50, { func: 'READ_COILS' }, 0],
  ])('is read under the stock columns %s', (_, columns, row, kind) => {
    const text = tsvLog('modbus', columns, [{ ...connection, ...row }])
    const headerless = text.replace(/^#.*\n/gm, '')
    expect(message('modbus', headerless)).toMatchObject({ kind, function: 1 })
  })
})

const detailed = {
  v1: `${prefix} unit_id func network_direction address quantity values`,
  'v1.1': `${prefix} ${direction} unit_id func request_response address quantity values`,
  v2: `${prefix} ${direction} tid unit func request_response address quantity values`,
  v3: `${prefix} tid unit func address quantity request_values response_values modbus_detailed_link_id matched request_subfunction_code response_subfunction_code request_data response_data exception_code mei_type`,
} as const

describe.each([
  ['v1', 'unit_id', 'network_direction', 'request', 'response'],
  ['v1.1', 'unit_id', 'request_response', 'REQUEST', 'RESPONSE'],
  ['v2', 'unit', 'request_response', 'REQUEST', 'RESPONSE'],
] as const)(
  'modbus_detailed.log %s, a row a message',
  (version, unit, way, requestWord, responseWord) => {
    const request = {
      ...connection,
      [unit]: 1,
      [way]: requestWord,
      address: 10,
      quantity: 2,
      ...(version === 'v2' ? { tid: 7 } : {}),
    }

    describe.each(bothForms('modbus_detailed', detailed[version], {}))('%s', (form) => {
      function read(row: LogRow) {
        const forms = bothForms('modbus_detailed', detailed[version], row)
        return message('modbus_detailed', forms.find(([name]) => name === form)?.[1] ?? '')
      }

      test('tells a request with its address', () => {
        expect(read({ ...request, func: 'READ_HOLDING_REGISTERS' })).toMatchObject({
          kind: 1,
          reference: version === 'v2' ? 7 : null,
          unit: 1,
          function: 3,
          address: 10,
          quantity: 2,
        })
      })

      test('tells a response with its values', () => {
        const row = { ...request, [way]: responseWord, func: 'READ_HOLDING_REGISTERS' }
        expect(read({ ...row, values: '258,772' })).toMatchObject({
          kind: 2,
          details: { request_values: null, response_values: Buffer.from([1, 2, 3, 4]) },
        })
      })

      test('tells what a request writes', () => {
        const row = { ...request, func: 'WRITE_SINGLE_COIL', values: 'T' }
        expect(read(row)?.details).toEqual({ request_values: 1, response_values: null })
      })

      test('names an exception where the values stand', () => {
        const row = { ...request, [way]: responseWord, func: 'READ_COILS_EXCEPTION' }
        expect(read({ ...row, values: 'ILLEGAL_DATA_ADDRESS' })).toMatchObject({
          kind: 2,
          function: 1,
          outcome: 2,
        })
      })

      test('keeps a row whose values are a remark', () => {
        const row = { ...request, func: 'MASK_WRITE_REGISTER' }
        expect(read({ ...row, values: 'see modbus_mask_write_register.log' })).toMatchObject({
          kind: 1,
          function: 22,
          details: { request_values: null },
        })
      })
    })
  },
)

describe.each(['TSV', 'JSON'] as const)(
  'modbus_detailed.log v3, a row a transaction, as %s',
  (form) => {
    const whole = { ...connection, tid: 7, unit: 1, func: 'READ_HOLDING_REGISTERS', matched: true }
    function read(row: LogRow) {
      const forms = bothForms('modbus_detailed', detailed.v3, row)
      return message('modbus_detailed', forms.find(([name]) => name === form)?.[1] ?? '')
    }

    test('tells a whole exchange', () => {
      const row = { ...whole, address: 10, quantity: 2, response_values: [258, 772] }
      expect(read(row)).toMatchObject({
        kind: 0,
        address: 10,
        quantity: 2,
        outcome: null,
        details: { request_values: null, response_values: Buffer.from([1, 2, 3, 4]) },
      })
    })

    test('tells one value as a number', () => {
      const row = { ...whole, func: 'WRITE_SINGLE_REGISTER', request_values: [99] }
      expect(read(row)?.details.request_values).toBe(99)
    })

    test('tells nothing of a vector with an unset element', () => {
      expect(
        parsedLines(
          'modbus_detailed',
          tsvLog('modbus_detailed', detailed.v3, [{ ...whole, response_values: [1, undefined] }]),
        ),
      ).toMatchObject([{ facts: [{ message: { details: { response_values: null } } }] }])
    })

    test('tells a matched exception', () => {
      const row = { ...whole, exception_code: 'ILLEGAL_FUNCTION' }
      expect(read(row)).toMatchObject({ kind: 0, function: 3, outcome: 1 })
    })

    test('tells an unmatched exception as a response', () => {
      const row = { ...whole, func: 'READ_COILS_EXCEPTION', matched: false }
      expect(read(row)).toMatchObject({ kind: 2, function: 1, outcome: 0 })
    })

    test('tells an unanswered request', () => {
      expect(read({ ...whole, matched: false, address: 10 })).toMatchObject({ kind: 1 })
    })

    test('leaves open which of two rows without handler is the request', () => {
      expect(read({ ...connection, tid: 7, unit: 1, func: 'REPORT_SLAVE_ID' })).toMatchObject({
        kind: 5,
        function: 17,
      })
    })

    test('tells a diagnostic sub-function by number', () => {
      const row = { ...whole, func: 'DIAGNOSTICS' }
      expect(
        read({ ...row, request_subfunction_code: 'Force Listen Only Mode' })?.sub_function,
      ).toBe('4')
      expect(read({ ...row, request_subfunction_code: 'unknown-99' })?.sub_function).toBe('99')
    })

    test('rejects a register value above 16 bits', () => {
      expect(() => read({ ...whole, response_values: [70_000, 1] })).toThrow('does not fit 16 bits')
    })
  },
)

describe('the side logs of ICSNPP-Modbus', () => {
  const side = `${prefix} ${direction}`

  test.each(
    bothForms(
      'modbus_mask_write_register',
      `${side} tid unit func request_response address and_mask or_mask`,
      {
        ...connection,
        tid: 7,
        unit: 1,
        request_response: 'REQUEST',
        address: 4,
        and_mask: 65_535,
        or_mask: 0,
      },
    ),
  )('modbus_mask_write_register as %s', (_, text) => {
    expect(factsOf('modbus_mask_write_register', text).rows).toMatchObject([
      {
        table: 'modbus_mask_write',
        columns: { tid: 7, unit: 1, request: 1, address: 4, and_mask: 65_535, or_mask: 0 },
      },
    ])
  })

  test('modbus_mask_write_register of the old shape', () => {
    const text = tsvLog('modbus_mask_write_register', `${prefix} unit_id network_direction`, [
      { ...connection, unit_id: 3, network_direction: 'response' },
    ])
    expect(factsOf('modbus_mask_write_register', text).rows).toMatchObject([
      { columns: { unit: 3, request: 0, tid: null, address: null } },
    ])
  })

  test.each(
    bothForms(
      'modbus_read_write_multiple_registers',
      `${side} tid unit func request_response write_start_address write_registers read_start_address read_quantity read_registers`,
      {
        ...connection,
        tid: 7,
        unit: 1,
        request_response: 'REQUEST',
        write_start_address: 1,
        write_registers: [5, 6],
        read_start_address: 9,
        read_quantity: 4,
      },
    ),
  )('modbus_read_write_multiple_registers as %s', (_, text) => {
    expect(factsOf('modbus_read_write_multiple_registers', text).rows).toMatchObject([
      {
        table: 'modbus_read_write',
        columns: {
          write_address: 1,
          write_quantity: 2,
          write_values: Buffer.from([0, 5, 0, 6]),
          read_address: 9,
          read_quantity: 4,
          read_values: null,
        },
      },
    ])
  })

  test('modbus_read_device_identification', () => {
    const columns = `${side} tid unit func request_response object_id object_value`
    const row = { unit: 1, request_response: 'RESPONSE', object_id: 'VendorName' }
    const text = tsvLog('modbus_read_device_identification', columns, [
      { ...connection, ...row, object_value: 'Pumpe Süd' },
    ])
    expect(factsOf('modbus_read_device_identification', text).rows).toMatchObject([
      {
        table: 'modbus_identity',
        columns: { request: 0, object: 'VendorName', value: 'Pumpe Süd' },
      },
    ])
  })
})

describe('the policy logs of stock Zeek', () => {
  test('modbus_register_change counts registers from 0, not from 1', () => {
    const text = tsvLog('modbus_register_change', `${prefix} register old_val new_val delta`, [
      { ...connection, register: 1, old_val: 0, new_val: 7, delta: 0.5 },
    ])
    expect(factsOf('modbus_register_change', text).rows).toMatchObject([
      {
        table: 'modbus_register_change',
        columns: { address: 0, old_value: 0, new_value: 7, delta: 0.5 },
      },
    ])
  })

  test.each([
    ['Known::MODBUS_MASTER', 'client'],
    ['Known::MODBUS_SLAVE', 'server'],
    [undefined, null],
  ])('known_modbus: %s is %s', (type, role) => {
    const row = { ts: 1, host: '10.0.0.1', device_type: type }
    const text = tsvLog('known_modbus', 'ts host device_type', [row])
    expect(factsOf('known_modbus', text).rows).toMatchObject([
      { table: 'known_modbus', columns: { host: '10.0.0.1', role } },
    ])
  })
})
