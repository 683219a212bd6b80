import { bothForms, connection, factsOf, type LogRow, prefix } from '../support/zeek-log.js'

/** The columns of a log's only row, the same from TSV and JSON. */
function read(log: string, columns: string, row: LogRow) {
  const [tsv, json] = bothForms(log, columns, row).map(([, text]) => factsOf(log, text).rows)
  expect(json).toEqual(tsv)
  expect(tsv).toHaveLength(1)
  return tsv?.[0]
}

const conn = `${prefix} proto service duration orig_bytes resp_bytes conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents`

describe('conn.log', () => {
  test('tells a connection', () => {
    const row = {
      ...connection,
      proto: 'tcp',
      service: 'modbus',
      duration: 12.5,
      orig_bytes: 100,
      resp_bytes: 0,
      conn_state: 'SF',
      missed_bytes: 0,
      history: 'ShADadFf',
      orig_pkts: 9,
      resp_pkts: 7,
    }
    expect(read('conn', conn, row)).toMatchObject({
      table: 'conn',
      columns: {
        uid: 'C1',
        client: '10.0.0.1',
        client_port: 40_000,
        server: '10.0.0.2',
        server_port: 502,
        service: 'modbus',
        duration: 12.5,
        client_bytes: 100,
        server_bytes: 0,
        missed_bytes: 0,
        client_packets: 9,
        server_packets: 7,
      },
    })
  })

  test('an attempt without answer has no duration, no bytes and no service', () => {
    const row = { ...connection, proto: 'tcp', conn_state: 'S0' }
    expect(read('conn', conn, row)?.columns).toMatchObject({
      duration: null,
      client_bytes: null,
      server_bytes: null,
      service: null,
    })
  })

  test('takes columns that a site adds, and passes over others', () => {
    const columns = `${prefix} community_id orig_l2_addr conn_state`
    const row = { ...connection, community_id: '1:x=', orig_l2_addr: '00:11:22:33:44:55' }
    expect(read('conn', columns, row)?.columns).toMatchObject({
      client_mac: '00:11:22:33:44:55',
      server_mac: null,
    })
  })

  test('takes columns of IPv6', () => {
    const row = { ...connection, 'id.orig_h': 'fe80::1%eth0', 'id.resp_h': '2001:db8::2' }
    expect(read('conn', conn, row)?.columns).toMatchObject({ client: 'fe80::1%eth0' })
  })
})

describe('weird.log', () => {
  const weird = `${prefix} name addl notice peer source`

  test('tells a weird of a connection', () => {
    const row = { ...connection, name: 'dnp3_header_lacks_magic', source: 'DNP3' }
    expect(read('weird', weird, row)?.columns).toMatchObject({
      client: '10.0.0.1',
      name: 'dnp3_header_lacks_magic',
      addition: null,
      source: 'DNP3',
    })
  })

  test('tells a weird of no connection', () => {
    const row = { ts: 1, name: 'truncated_header' }
    expect(read('weird', weird, row)?.columns).toMatchObject({
      uid: '',
      client: null,
      client_port: null,
      server: null,
    })
  })
})

describe('violations of an analyzer', () => {
  test('analyzer.log since 8.0 has a row a violation', () => {
    const columns =
      'ts analyzer_kind analyzer_name uid fuid id.orig_h id.orig_p id.resp_h id.resp_p proto failure_reason failure_data'
    const row = { ...connection, analyzer_name: 'MODBUS', failure_reason: 'invalid protocol id' }
    expect(read('analyzer', columns, row)?.columns).toMatchObject({
      violation: 1,
      analyzer: 'MODBUS',
      reason: 'invalid protocol id',
    })
  })

  test.each([
    ['violation', 1],
    ['confirmation', 0],
  ])('analyzer.log of 5.2 to 7.x names the cause: %s', (cause, violation) => {
    const columns = `ts cause analyzer_kind analyzer_name uid fuid id.orig_h id.orig_p id.resp_h id.resp_p failure_reason`
    const row = { ...connection, cause, analyzer_name: 'MODBUS' }
    expect(read('analyzer', columns, row)?.columns).toMatchObject({ violation })
  })

  test('dpd.log names the analyzer in another column', () => {
    const row = { ...connection, proto: 'tcp', analyzer: 'MODBUS', failure_reason: 'bad length' }
    expect(read('dpd', `${prefix} proto analyzer failure_reason`, row)).toMatchObject({
      table: 'analyzer',
      columns: { violation: 1, analyzer: 'MODBUS', reason: 'bad length' },
    })
  })
})

test('capture_loss.log tells the loss, and 0 % is a loss of 0', () => {
  const row = { ts: 1, ts_delta: 900, peer: 'zeek', gaps: 0, acks: 7, percent_lost: 0 }
  expect(read('capture_loss', 'ts ts_delta peer gaps acks percent_lost', row)).toMatchObject({
    table: 'capture_loss',
    columns: { ts_delta: 900, peer: 'zeek', gaps: 0, acks: 7, percent_lost: 0 },
  })
})

describe('notice.log', () => {
  const notice = `${prefix} note msg sub src dst p n`

  test('tells a notice of a connection', () => {
    const row = { ...connection, note: 'Scan::Port_Scan', msg: 'a scan', sub: 'local' }
    expect(read('notice', notice, row)?.columns).toMatchObject({
      client: '10.0.0.1',
      server: '10.0.0.2',
      note: 'Scan::Port_Scan',
      message: 'a scan',
      detail: 'local',
    })
  })

  test('tells a notice of hosts only', () => {
    const row = { ts: 1, note: 'X::Y', src: '10.0.0.9', dst: '10.0.0.8' }
    expect(read('notice', notice, row)?.columns).toMatchObject({
      uid: '',
      client: '10.0.0.9',
      server: '10.0.0.8',
    })
  })
})
