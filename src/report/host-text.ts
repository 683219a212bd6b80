import type { Host, HostTraffic } from './host.js'
import { findingsTable } from './overview.js'
import { fitted, type Look } from './terminal.js'
import { printable, utc } from './text.js'

/** A host explained to a person: what it is by what it does, whom it talks to, and what was found of it. */
export function hostText(host: Host, look: Look): string {
  const { address, identity, asks, answers, unasked, other, findings, incidents } = host
  const all = [...asks, ...answers, ...unasked]
  const sensors = [...new Set(all.map((each) => each.sensor))]
  const head = [
    `${address}: ${roles(host)}`,
    ...(all.length > 0
      ? [
          `seen       ${utc(Math.min(...all.map((each) => each.first_ts)))} to ${utc(Math.max(...all.map((each) => each.last_ts)))} UTC by ${sensors.join(', ')}`,
        ]
      : []),
    ...identity.map(({ object, value }) => `says       ${object}: ${value}`),
    `findings   ${findings.length === 0 ? 'none open' : `${findings.length} open`}`,
  ].map(printable)
  return [
    `${head.join('\n')}\n`,
    ...section('It asks', traffic(asks, 'server', host.baseline, look)),
    ...section('It answers', traffic(answers, 'client', host.baseline, look)),
    ...unaskedSections(host, look),
    ...section('What else it does on the network', others(other, look)),
    ...section(
      'Findings',
      findings.length === 0 ? '' : findingsTable(findings, { incidents, look }),
    ),
  ].join('\n')
}

/** What a host is, by what it does. */
function roles({ address, asks, answers, unasked }: Host): string {
  const serves = [...answers, ...unasked.filter((each) => each.server === address)]
  const listens = [...asks, ...unasked.filter((each) => each.client === address)]
  const protocols = (rows: readonly HostTraffic[]) =>
    [...new Set(rows.map((each) => each.protocol))].join(', ')
  const commands = asks.filter((each) => !reading.has(each.action))
  const named = [
    serves.length > 0 ? `server of ${protocols(serves)}` : '',
    listens.length > 0
      ? `client of ${protocols(listens)} that ${commands.length > 0 ? `also does ${[...new Set(commands.map((each) => each.action))].join(', ')}` : 'only reads'}`
      : '',
  ].filter((each) => each !== '')
  return named.length === 0 ? 'no exchanges of an OT protocol were counted' : named.join('; ')
}

/** Actions that change nothing. */
const reading = new Set(['read', 'identify', 'diagnose', 'other'])

function section(title: string, text: string): string[] {
  return text === '' ? [] : [`${title}\n${text}`]
}

function traffic(
  rows: readonly HostTraffic[],
  side: 'client' | 'server',
  baseline: boolean,
  look: Look,
): string {
  if (rows.length === 0) return ''
  return fitted(
    [side, 'protocol', 'action', 'function', 'exchanges', 'refused', 'last seen', 'normal'],
    rows.map((each) => [
      each[side],
      each.protocol,
      each.action,
      each.function,
      each.exchanges,
      each.exceptions,
      utc(each.last_ts),
      baseline ? (each.learned === 1 ? 'yes' : 'new') : 'no baseline',
    ]),
    look,
    { wrap: 'function', drop: ['last seen', 'protocol', 'refused'] },
  )
}

/** What servers said beside no request: nothing that the client asked for. */
function unaskedSections({ address, unasked, baseline }: Host, look: Look): string[] {
  const sent = unasked.filter((each) => each.server === address)
  const received = unasked.filter((each) => each.client === address)
  return [
    ...section(
      'It sends, with no request in the log',
      traffic(sent, 'client', baseline, look) + confirmed(sent),
    ),
    ...section(
      'It is sent, with no request in the log',
      traffic(received, 'server', baseline, look) + confirmed(received),
    ),
  ]
}

/** Zeek's dnp3.log has an unsolicited response beside the last request, mostly the CONFIRM of the one before. */
function confirmed(rows: readonly HostTraffic[]): string {
  const first = rows.find((each) => each.function === 'UNSOLICITED_RESPONSE')
  if (first === undefined) return ''
  const [client, server] = [first.client, first.server].map(
    (each) => `'${printable(each).replaceAll("'", "''")}'`,
  )
  const where = `client = ${client} AND server = ${server} AND reply_code = 130`
  return [
    'An unsolicited response that Zeek wrote beside a CONFIRM counts as that CONFIRM above; all of one pair:',
    `  otsift query "SELECT count(*) FROM v_dnp3 WHERE ${where}"`,
    '',
  ].join('\n')
}

function others(rows: Host['other'], look: Look): string {
  if (rows.length === 0) return ''
  return fitted(
    ['as', 'with', 'port', 'service', 'connections', 'last'],
    rows.map((each) => [
      each.side,
      each.other,
      `${each.server_port}/${each.proto ?? ''}`,
      each.service,
      each.connections,
      utc(each.last_ts),
    ]),
    look,
    { wrap: 'service', drop: ['last'] },
  )
}
