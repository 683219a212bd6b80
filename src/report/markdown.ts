import type Database from 'better-sqlite3'
import type { Detector } from '../detect/detector.js'
import { detailOf, type FindingDetail, listFindings } from './findings.js'
import { listIncidents } from './incidents.js'
import { countBySeverity } from './json.js'
import { notEvaluated } from './not-evaluated.js'
import { printable, utc } from './text.js'
import { traffic } from './traffic.js'
import { Triage } from './triage.js'

/** Findings that are told in full; the table has all. */
const mostTold = 50
const mostRows = 5

/** Everything that was found as Markdown (CommonMark with tables), in pieces. */
export function* markdownReport(
  db: Database.Database,
  detectors: readonly Detector[],
): Generator<string> {
  const findings = listFindings(db)
  const flows = traffic(db)
  yield '# OT traffic report\n\n'
  if (flows.length > 0) {
    const first = utc(Math.min(...flows.map((each) => each.first)))
    const last = utc(Math.max(...flows.map((each) => each.last)))
    yield `${first} to ${last} UTC, ${findings.length} findings.\n\n`
  }
  yield grid(['severity', 'findings'], Object.entries(countBySeverity(findings)))
  yield grid(
    ['protocol', 'exchanges', 'refused', 'pairs of hosts'],
    flows.map((each) => [each.protocol, each.exchanges, each.exceptions, each.pairs]),
  )
  const incidents = listIncidents(db)
  if (incidents.length > 0) {
    yield '## Incidents\n\n'
    yield grid(
      ['severity', 'first seen', 'last seen', 'findings', 'incident'],
      incidents.map((each) => [
        each.severity,
        utc(each.first_seen),
        utc(each.last_seen),
        each.parts.length,
        each.message,
      ]),
    )
  }
  yield '## Findings\n\n'
  yield grid(
    ['severity', 'first seen', 'count', 'id', 'detector', 'finding'],
    findings.map((each) => [
      each.severity,
      utc(each.first_seen),
      each.count,
      each.id,
      each.detector,
      each.message,
    ]),
  )
  const byId = new Map(detectors.map((each) => [each.id, each]))
  const triage = new Triage(db)
  for (const each of findings.slice(0, mostTold)) {
    const detector = byId.get(each.detector)
    yield story(detailOf(db, each), detector ? triage.of(detector, each) : '')
  }
  const blind = notEvaluated(db)
  yield '## Not evaluated\n\n'
  yield blind.length === 0
    ? 'Every detector was evaluated.\n'
    : grid(['detector', 'why', 'to change that'], blind)
}

function story(finding: FindingDetail, triage: string): string {
  const { title, severity, message, id, first_seen, last_seen, count, attack_v19 } = finding
  const rows = finding.bursts.flatMap((burst) => burst.evidence)
  const lines = [
    `### ${text(title)} (${severity})\n`,
    `${text(message)}\n`,
    `- ${utc(first_seen)} to ${utc(last_seen)} UTC, count ${count}, id ${text(id)}`,
    ...(attack_v19 === '' ? [] : [`- ATT&CK for ICS ${text(attack_v19)}`]),
    ...(triage === '' ? [] : [`- To check: ${text(triage)}`]),
    ...rows
      .slice(0, mostRows)
      .map(
        (row) => `- ${utc(row.ts)} ${text(`${row.path ?? ''}:${row.line}`)} ${text(row.summary)}`,
      ),
    ...(rows.length > mostRows ? [`- ${rest(finding)}`] : []),
  ]
  return `${lines.join('\n')}\n\n`
}

/** Rows that are not told: a database keeps the first of each burst, and the count may go far beyond. */
function rest({ id, bursts }: FindingDetail): string {
  const kept = bursts.reduce((sum, { evidence }) => sum + evidence.length, 0)
  const more = kept - mostRows
  return text(
    `and ${more} more row${more === 1 ? '' : 's'} of the ${kept} first ones that were kept: otsift findings show ${id}`,
  )
}

function grid(
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const line = (cells: readonly (string | number | null)[]) =>
    `| ${cells.map((cell) => text(String(cell ?? ''))).join(' | ')} |\n`
  return `${line(columns)}|${columns.map(() => ' --- |').join('')}\n${rows.map(line).join('')}\n`
}

/** Text from logs as text: CommonMark (section 2.4) takes a backslash before any ASCII punctuation. */
function text(value: string): string {
  return printable(value)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()#+!|<>~&]/g, (mark) => `\\${mark}`)
}
