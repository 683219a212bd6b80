import type { Detector } from '../detect/detector.js'
import { techniques } from '../findings/attack.js'
import { mostRows } from '../findings/evidence.js'
import type { FindingDetail } from './findings.js'
import type { Packets } from './packets.js'
import { printable, table, utc } from './text.js'

/** Bursts shown with their rows; the others are counted. */
const mostBursts = 5

/** The story of one finding: what, when, its rows, what to check, and the query that found it. */
export function findingStory(
  finding: FindingDetail,
  detector: Detector | undefined,
  around: {
    readonly normal: string
    readonly packets: Packets | undefined
    /** What to check; empty where nothing is known to ask about. */
    readonly triage: string
    /** The detector's query, to be run as it stands. */
    readonly query: string | undefined
  },
): string {
  const steps = (JSON.parse(finding.severity_steps) as { by: number; why: string }[]).map(
    (step) => `${step.by > 0 ? '+' : ''}${step.by}: ${step.why}`,
  )
  const attack = finding.attack_v19
    .split(',')
    .filter((id) => id !== '')
    .map((id) => `${id} ${techniques[id] ?? ''}`.trim())
  const lines = [
    `${finding.title} (${finding.severity})`,
    finding.message,
    '',
    `id         ${finding.id}`,
    `detector   ${finding.detector}`,
    `seen       ${utc(finding.first_seen)} to ${utc(finding.last_seen)} UTC, count ${finding.count}`,
    `sensor     ${finding.sensor ?? ''}`,
    ...(steps.length > 0 ? [`severity   ${steps.join('; ')}`] : []),
    ...(attack.length > 0 ? [`ATT&CK     ${attack.join(', ')}`] : []),
    `state      ${finding.state}`,
    ...finding.decisions.map(
      (each) =>
        `           ${each.created} ${each.state} by ${each.who ?? 'unknown'}: ${each.reason}`,
    ),
  ].map(printable)
  return `${[...lines, '', burstsText(finding), ...normalLines(around.normal), ...packetLines(around.packets), ...detectorLines(detector, around.triage), ...queryLines(around.query)].join('\n').trimEnd()}\n`
}

function burstsText(finding: FindingDetail): string {
  const shown = finding.bursts.slice(0, mostBursts).map((burst) => {
    const first = burst.evidence.length === mostRows ? `, its first ${mostRows} rows` : ''
    const when = `${utc(burst.ts_start)} to ${utc(burst.ts_end)}: ${burst.count}${first}`
    const rows = burst.evidence.map((row) => [
      utc(row.ts),
      `${row.path ?? ''}:${row.line}`,
      row.uid,
      row.summary,
    ])
    return `${printable(when)}\n${rows.length > 0 ? table(['time', 'row', 'uid', 'what'], rows) : ''}`
  })
  const more = finding.bursts.length - shown.length
  return [...shown, ...(more > 0 ? [`and ${more} more burst${more === 1 ? '' : 's'}\n`] : [])].join(
    '\n',
  )
}

function normalLines(normal: string): string[] {
  return normal === '' ? [] : ['What is normal', normal]
}

function packetLines(packets: Packets | undefined): string[] {
  if (packets === undefined) return []
  return [
    'Its packets, where a full capture is kept (the first burst)',
    `  from ${packets.from} to ${packets.to}`,
    `  capture filter: ${packets.filter}`,
    ...packets.commands.map((command) => `  ${command}`),
    '',
  ]
}

function detectorLines(detector: Detector | undefined, triage: string): string[] {
  if (!detector) return []
  return [
    ...(triage === '' ? [] : ['What to check', `  ${printable(triage)}`]),
    'What else it may be',
    ...detector.falsepositives.map((each) => `  ${each}`),
  ]
}

function queryLines(query: string | undefined): string[] {
  return query === undefined ? [] : ['The query', query]
}
