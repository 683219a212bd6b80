import { Pairing } from '../../src/ingest/pairing.js'
import { kind, type Message } from '../../src/protocols/message.js'

/** A Modbus message; a test names what it is about. */
function message(change: Partial<Message> & { ts: number }): Message {
  return {
    endpoints: {
      uid: 'C1',
      client: '10.0.0.1',
      client_port: 40_000,
      server: '10.0.0.2',
      server_port: 502,
    },
    protocol: 'modbus',
    source: 1,
    kind: kind.request,
    reference: 7,
    unit: 1,
    function: 3,
    sub_function: null,
    outcome: null,
    response_ts: null,
    address: null,
    quantity: null,
    details: {},
    ...change,
  }
}

const request = (ts: number, change: Partial<Message> = {}) => message({ ts, ...change })
const response = (ts: number, change: Partial<Message> = {}) =>
  message({ ts, kind: kind.response, ...change })
const either = (ts: number, change: Partial<Message> = {}) =>
  message({ ts, kind: kind.either, ...change })

/** The messages that stand for the exchanges of a log, in order. */
function exchanges(...messages: Message[]): Message[] {
  const pairing = new Pairing()
  return messages.flatMap((each, index) => {
    const told = pairing.offer(each, index + 1)
    return told && 'kind' in told ? [told] : []
  })
}

describe('a request and its response', () => {
  test('become one exchange', () => {
    expect(exchanges(request(1), response(1.5, { outcome: 2 }))).toMatchObject([
      { ts: 1, kind: kind.exchange, response_ts: 1.5, outcome: 2 },
    ])
  })

  test('keep what each of them tells', () => {
    const asked = request(1, { details: { request_values: 5, response_values: null } })
    const told = response(2, { details: { request_values: null, response_values: 6 } })
    expect(exchanges(asked, told)).toMatchObject([
      { details: { request_values: 5, response_values: 6 } },
    ])
  })

  test.each([
    ['another connection', { endpoints: { ...request(0).endpoints, uid: 'C2' } }],
    ['another transaction', { reference: 8 }],
    ['another unit', { unit: 2 }],
    ['another function', { function: 4 }],
  ])('of %s do not belong together', (_, change) => {
    expect(exchanges(request(1), response(2, change))).toMatchObject([
      { kind: kind.request },
      { kind: kind.response },
    ])
  })

  test('do not belong together after a minute', () => {
    expect(exchanges(request(1), response(61.5))).toHaveLength(2)
  })

  test('do not belong together backwards', () => {
    expect(exchanges(request(2), response(1))).toHaveLength(2)
  })

  test('of S7comm belong together by their reference, even where the answer lacks the function', () => {
    const s7 = { protocol: 's7comm', unit: null, reference: 512 } as const
    expect(
      exchanges(request(1, { ...s7, function: 4 }), response(2, { ...s7, function: 0 })),
    ).toMatchObject([{ kind: kind.exchange, function: 4 }])
  })
})

describe('several open requests', () => {
  test('without transaction ids are answered first in, first out', () => {
    const v1 = { reference: null }
    expect(
      exchanges(
        request(1, { ...v1, address: 10 }),
        request(2, { ...v1, address: 20 }),
        response(3, v1),
        response(4, v1),
      ),
    ).toMatchObject([
      { address: 10, response_ts: 3 },
      { address: 20, response_ts: 4 },
    ])
  })

  test('under one transaction id: the last one is answered', () => {
    expect(
      exchanges(request(1, { address: 10 }), request(2, { address: 20 }), response(3)),
    ).toMatchObject([
      { kind: kind.request, address: 10 },
      { kind: kind.exchange, address: 20 },
    ])
  })

  test('of one moment without transaction id are one, as the blocks of a control', () => {
    expect(
      exchanges(request(1, { reference: null }), request(1, { reference: null })),
    ).toHaveLength(1)
  })
})

describe('two rows without direction', () => {
  test('are a request and its response', () => {
    expect(exchanges(either(1), either(2))).toMatchObject([
      { ts: 1, kind: kind.exchange, response_ts: 2 },
    ])
  })

  test('are two exchanges where there are four', () => {
    expect(exchanges(either(1), either(2), either(3), either(4))).toHaveLength(2)
  })

  test('a lone one is a request', () => {
    expect(exchanges(either(1))).toMatchObject([{ kind: kind.request }])
  })
})

describe('an exception that is logged twice, as by Zeek 5.1 to 7.0', () => {
  test('counts once, named where either row names it', () => {
    expect(exchanges(request(1), response(2), response(2, { outcome: 2 }))).toMatchObject([
      { kind: kind.exchange, outcome: 2 },
    ])
    expect(exchanges(request(1), response(2, { outcome: 2 }), response(2))).toMatchObject([
      { kind: kind.exchange, outcome: 2 },
    ])
  })

  test('counts once even where one row knows that it is an exception, but not which', () => {
    expect(
      exchanges(request(1), response(2, { outcome: 0 }), response(2, { outcome: 2 })),
    ).toMatchObject([{ outcome: 2 }])
    expect(exchanges(request(1), response(2, { outcome: 0 }), response(2))).toMatchObject([
      { outcome: 0 },
    ])
  })

  test('is named where the second row names it, and the request was written before', () => {
    const pairing = new Pairing()
    pairing.offer(request(1), 11)
    pairing.stored()
    const told = pairing.offer(response(2, { outcome: 0 }), 12)
    expect(pairing.offer(response(2, { outcome: 2 }), 13)).toBeUndefined()
    expect(told).toMatchObject({ line: 11, response: { outcome: 2 } })
  })

  test('two responses of one moment without transaction id answer two requests', () => {
    const v1 = { reference: null }
    expect(
      exchanges(request(1, v1), request(1.5, v1), response(2, v1), response(2, v1)),
    ).toMatchObject([{ kind: kind.exchange }, { kind: kind.exchange }])
  })

  test('a later exception is another one', () => {
    expect(exchanges(request(1), response(2), request(3), response(4))).toHaveLength(2)
  })
})

describe('after a restart', () => {
  test('a response completes the request that was stored before', () => {
    const before = new Pairing()
    before.offer(request(1, { sub_function: '4' }), 11)
    before.stored()
    const after = new Pairing(before.state())
    expect(after.offer(response(2, { outcome: 1 }), 12)).toMatchObject({
      request_ts: 1,
      line: 11,
      response: { response_ts: 2, outcome: 1, function: 3, sub_function: '4' },
    })
  })

  test('the second row of an exception is still known as one', () => {
    const before = new Pairing()
    before.offer(request(1), 11)
    before.offer(response(2, { outcome: 1 }), 12)
    before.stored()
    const after = new Pairing(before.state())
    expect(after.offer(response(2, { outcome: 1 }), 13)).toBeUndefined()
  })

  test('requests of long ago are forgotten', () => {
    const pairing = new Pairing()
    pairing.offer(request(1), 1)
    pairing.offer(request(1000, { reference: 8 }), 2)
    pairing.stored()
    expect(new Pairing(pairing.state()).state().open).toEqual([['C1 8 1 3', 1000, 2, 3, null]])
  })
})

test('memory for open requests is bounded', () => {
  const pairing = new Pairing()
  for (let reference = 0; reference < 20_000; reference += 1) {
    pairing.offer(request(1, { reference }), reference)
  }
  expect(pairing.state().open).toHaveLength(10_000)
})
