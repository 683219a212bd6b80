import type { Host, HostTraffic } from './host.js'
import { findingsTable } from './overview.js'
import { fitted, type Look } from './terminal.js'
import { printable, utc } from './text.js'

/** A host explained to a person: what it is by what it does, whom it talks to, and what was found of it. */
export function hostText(host: Host, look: Look): string {
  const { address, identity, asks, answers, other, findings, incidents } = host
  const all = [...asks, ...answers]
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
    ...section('What else it does on the network', others(other, look)),
    ...section(
      'Findings',
      findings.length === 0 ? '' : findingsTable(findings, { incidents, look }),
    ),
  ].join('\n')
}

/** What a host is, by what it does. */
function roles({ asks, answers }: Host): string {
  const protocols = (rows: readonly HostTraffic[]) =>
    [...new Set(rows.map((each) => each.protocol))].join(', ')
  const commands = asks.filter((each) => !reading.has(each.action))
  const named = [
    answers.length > 0 ? `server of ${protocols(answers)}` : '',
    asks.length > 0
      ? `client of ${protocols(asks)} that ${commands.length > 0 ? `also does ${[...new Set(commands.map((each) => each.action))].join(', ')}` : 'only reads'}`
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
