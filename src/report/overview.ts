import { levels } from '../detect/detector.js'
import type { Finding } from './findings.js'
import { grouped, type Incident } from './incidents.js'
import { fitted, plainLook } from './terminal.js'
import { table, utc } from './text.js'

/**
 * Findings as a table, one a line, with their states where they differ; those of an incident stand under it, in
 * order of time.
 */
export function findingsTable(
  findings: readonly Finding[],
  { states = false, incidents = [] as readonly Incident[], look = plainLook } = {},
): string {
  if (findings.length === 0) return 'no findings\n'
  const groups = grouped(findings, incidents)
  const blocks = [
    ...groups.incidents.map(({ incident, findings: own, before, missing }) => ({
      rank: rankOf(incident),
      rows: [
        incidentRow(incident, states),
        ...own.map((each) => row(each, states, '  ')),
        ...(before > 0 ? [restRow(before, 'told above', states)] : []),
        ...(missing > 0 ? [restRow(missing, 'not in this list', states)] : []),
      ],
    })),
    ...groups.others.map((each) => ({ rank: rankOf(each), rows: [row(each, states)] })),
  ].sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1])
  return fitted(
    [
      'severity',
      ...(states ? ['state'] : []),
      'first seen',
      'last seen',
      'count',
      'id',
      'detector',
      'finding',
    ],
    blocks.flatMap(({ rows }) => rows),
    look,
    { wrap: 'finding', drop: ['last seen', 'detector', 'count'] },
  )
}

type Cells = readonly (string | number | null)[]

/** The worst first, then the earliest. */
function rankOf({ severity, first_seen }: Pick<Finding, 'severity' | 'first_seen'>) {
  return [-levels.indexOf(severity), first_seen] as const
}

function row(finding: Finding, states: boolean, indent = ''): Cells {
  const { severity, state, first_seen, last_seen, count, id, detector, message } = finding
  const seen = [utc(first_seen), utc(last_seen)]
  return [indent + severity, ...(states ? [state] : []), ...seen, count, id, detector, message]
}

function incidentRow(incident: Incident, states: boolean): Cells {
  const { severity, first_seen, last_seen, id, parts, message } = incident
  const seen = [utc(first_seen), utc(last_seen)]
  return [severity, ...(states ? [''] : []), ...seen, parts.length, id, 'incident', message]
}

/** Says how many findings of an incident stand elsewhere. */
function restRow(count: number, where: string, states: boolean): Cells {
  return ['', ...(states ? [''] : []), '', '', count, '', '', `and ${count} ${where}`]
}

/** Incidents as a table, one a line. */
export function incidentsTable(incidents: readonly Incident[]): string {
  if (incidents.length === 0) return 'no incidents\n'
  return table(
    ['severity', 'first seen', 'last seen', 'findings', 'id', 'incident'],
    incidents.map(({ severity, first_seen, last_seen, parts, id, message }) => [
      severity,
      utc(first_seen),
      utc(last_seen),
      parts.length,
      id,
      message,
    ]),
  )
}

/** How many findings of each severity, in a line. */
export function severitySummary(
  findings: readonly Finding[],
  incidents: readonly Incident[] = [],
): string {
  if (findings.length === 0) return ''
  const parts = [...levels]
    .reverse()
    .map((level) => [findings.filter((each) => each.severity === level).length, level] as const)
    .filter(([count]) => count > 0)
    .map(([count, level]) => `${count} ${level}`)
  const groups = grouped(findings, incidents)
  const inside = findings.length - groups.others.length
  const within = inside > 0 ? `; ${inside} of them in ${counted(groups.incidents, 'incident')}` : ''
  return `\n${counted(findings, 'finding')}: ${parts.join(', ')}${within}\n`
}

function counted({ length }: readonly unknown[], what: string): string {
  return `${length} ${what}${length === 1 ? '' : 's'}`
}
