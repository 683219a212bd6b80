import { refusal } from '../../src/protocols/dnp3/dnp3.js'
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

const dnp3 = `${prefix} fc_request fc_reply iin`
const control = `${prefix} ${direction} block_type function_code index_number trip_control_code operation_type clear_bit execute_count on_time off_time status_code`
const withoutClear = control.replace(' clear_bit', '')
const oldest = withoutClear.replace(` ${direction}`, '')

function read(log: string, columns: string, row: LogRow) {
  const [tsv, json] = bothForms(log, columns, { ...connection, ...row }).map(([, text]) =>
    factsOf(log, text),
  )
  expect(json).toEqual(tsv)
  return tsv ?? { messages: [], rows: [] }
}

describe('dnp3.log, as TSV and as JSON', () => {
  test.each([
    ['a request and its response', { fc_request: 'READ', fc_reply: 'RESPONSE', iin: 0 }, 0, 1],
    ['a request without response', { fc_request: 'COLD_RESTART' }, 1, 0x0d],
    ['an unsolicited response', { fc_reply: 'UNSOLICITED_RESPONSE', iin: 4096 }, 3, 0x82],
    ['a response without request', { fc_reply: 'RESPONSE', iin: 0 }, 2, 0x81],
    [
      'an unknown function, in decimal',
      { fc_request: 'unknown-112', fc_reply: 'RESPONSE' },
      0,
      112,
    ],
  ])('tells %s', (_, row, kind, code) => {
    expect(read('dnp3', dnp3, row).messages).toMatchObject([{ kind, function: code }])
  })

  test('keeps the indications, and no indications are none', () => {
    const row = { fc_request: 'READ', fc_reply: 'RESPONSE' }
    expect(read('dnp3', dnp3, { ...row, iin: 0 }).messages[0]?.details.iin).toBe(0)
    expect(read('dnp3', dnp3, row).messages[0]?.details.iin).toBeNull()
  })

  test('reads a log without header', () => {
    const text = tsvLog('dnp3', dnp3, [{ ...connection, fc_request: 'READ', fc_reply: 'RESPONSE' }])
    expect(factsOf('dnp3', text.replace(/^#.*\n/gm, '')).messages).toMatchObject([{ function: 1 }])
  })

  test('rejects a row that says nothing', () => {
    expect(parsedLines('dnp3', tsvLog('dnp3', dnp3, [connection]))).toEqual([
      { kind: 'rejected', reason: 'neither fc_request nor fc_reply' },
    ])
  })

  test.each(['BAKE', 'unknown-', 'unknown-999'])('rejects a function that is none: %s', (name) => {
    const text = tsvLog('dnp3', dnp3, [{ ...connection, fc_request: name }])
    expect(parsedLines('dnp3', text)).toEqual([
      { kind: 'rejected', reason: expect.stringContaining('no DNP3 function') },
    ])
  })
})

describe('the refusal in the internal indications', () => {
  test.each([
    ['none', 0, null],
    ['unset', null, null],
    ['function not supported', 0x0001, 1],
    ['object unknown', 0x0002, 2],
    ['parameter error', 0x0004, 4],
    ['device restart, which is no refusal', 0x8000, null],
    ['already executing, which is no refusal', 0x0010, null],
    ['several, of which the first counts', 0x0007, 1],
  ])('%s', (_, iin, expected) => {
    expect(refusal(iin)).toBe(expected)
  })
})

describe('dnp3_control.log, as TSV and as JSON', () => {
  const crob = {
    is_orig: true,
    block_type: 'Control Relay Output Block',
    function_code: 'OPERATE',
    index_number: 3,
    trip_control_code: 'Trip',
    operation_type: 'Pulse On',
    execute_count: 1,
    on_time: 100,
    off_time: 0,
  }

  test.each([
    ['of today', control, true, 1],
    ['without the clear bit', withoutClear, undefined, null],
    ['without direction', oldest, undefined, null],
  ])('tells a control block %s', (_, columns, clear, expected) => {
    const names = new Set(columns.split(' '))
    const row = Object.fromEntries(
      Object.entries({ ...crob, clear_bit: clear }).filter(([name]) => names.has(name)),
    )
    const { rows, messages } = read('dnp3_control', columns, row)
    expect(messages).toEqual([])
    expect(rows).toMatchObject([
      {
        table: 'dnp3_control',
        columns: {
          function: 4,
          block: 'Control Relay Output Block',
          point: 3,
          trip_close: 'Trip',
          operation: 'Pulse On',
          clear: expected,
          execute_count: 1,
          on_time: 100,
          off_time: 0,
          status: null,
        },
      },
    ])
  })

  test('a block without function is kept', () => {
    expect(read('dnp3_control', control, { ...crob, function_code: undefined }).rows).toMatchObject(
      [{ columns: { function: null } }],
    )
  })

  test('a control without acknowledgement, which dnp3.log loses, is an exchange', () => {
    const row = { ...crob, function_code: 'DIRECT_OPERATE_NR' }
    expect(read('dnp3_control', control, row).messages).toMatchObject([
      { protocol: 'dnp3', kind: 1, function: 6, outcome: null },
    ])
  })

  test.each([
    ['Success', 0],
    ['Not Supported', 4],
    ['Latch Off', 5],
    ['Already Active', 6],
    ['Hardware Error', 7],
    ['Too Many Objs', 8],
    ['Out of Range', 12],
    ['unknown-d', 13],
    ['unknown-12', 18],
    ['Undefined', 127],
    ['no status at all', null],
    [undefined, null],
  ])('status %s is code %s of IEEE 1815', (label, status) => {
    const row = { ...crob, function_code: 'RESPONSE', status_code: label }
    expect(read('dnp3_control', control, row).rows).toMatchObject([{ columns: { status } }])
  })

  test('an unknown function is hexadecimal', () => {
    const row = { ...crob, function_code: 'unknown-70' }
    expect(read('dnp3_control', control, row).rows).toMatchObject([{ columns: { function: 0x70 } }])
  })
})

test('dnp3_objects.log tells the objects of a read, without a range', () => {
  const columns = `${prefix} ${direction} function_code object_type object_count range_low range_high`
  const row = { function_code: 'READ', object_type: 'Class Objects' }
  expect(read('dnp3_objects', columns, row).rows).toMatchObject([
    {
      table: 'dnp3_object',
      columns: { function: 1, object: 'Class Objects', count: null, range_low: null },
    },
  ])
})

describe('otsift_dnp3.log', () => {
  const columns = `${prefix} kind response_ts link_src link_dst seq con fc response_fc iin`
  const row = { kind: 'exchange', response_ts: 1_700_000_000.5, fc: 1, response_fc: 129, iin: 0 }

  test('tells who asks whom by link addresses, whichever side speaks', () => {
    const asked = { ...row, link_src: 1, link_dst: 10 }
    const reported = { kind: 'unsolicited', response_fc: 130, link_src: 10, link_dst: 1 }
    for (const each of [asked, reported]) {
      expect(read('otsift_dnp3', columns, each).messages).toMatchObject([
        { unit: 10, details: { master: 1 } },
      ])
    }
  })

  test.each([
    [true, 1],
    [false, 0],
    [undefined, 0],
  ])('a request whose CON bit is %s asks for %s confirmations', (con, confirm) => {
    expect(read('otsift_dnp3', columns, { ...row, con }).messages).toMatchObject([
      { details: { confirm } },
    ])
  })

  test('what an outstation reports is no request for a confirmation', () => {
    const reported = { kind: 'unsolicited', response_fc: 130, con: true }
    expect(read('otsift_dnp3', columns, reported).messages).toMatchObject([
      { details: { confirm: null } },
    ])
  })
})
