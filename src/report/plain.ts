import type Database from 'better-sqlite3'
import { listFindings } from './findings.js'
import { listIncidents } from './incidents.js'
import { countBySeverity } from './json.js'
import { notEvaluated } from './not-evaluated.js'
import { incidentsTable } from './overview.js'
import { sessionCounts, sessions } from './sessions.js'
import { printable, table, utc } from './text.js'
import { traffic } from './traffic.js'

const mostFindings = 50

/** Everything that was found as plain text, in the order of the earlier Modbus tool's report. */
export function textReport(db: Database.Database): string {
  const findings = listFindings(db)
  const flows = traffic(db)
  const first = Math.min(...flows.map((each) => each.first))
  const last = Math.max(...flows.map((each) => each.last))
  const sum = (read: (flow: (typeof flows)[number]) => number) =>
    flows.reduce((total, flow) => total + read(flow), 0)
  const types = new Map<string, number>()
  for (const each of findings) types.set(each.title, (types.get(each.title) ?? 0) + 1)
  const bySeverity = Object.entries(countBySeverity(findings)).map(([level, count]) => [
    level,
    count,
  ])
  const byType = [...types].sort((a, b) => b[1] - a[1])
  const top = findings
    .slice(0, mostFindings)
    .map((each) => [each.severity, utc(each.first_seen), each.id, each.message])
  const blind = notEvaluated(db)
  const incidents = listIncidents(db)
  return printable(
    [
      'OT traffic report',
      '',
      `Capture period:    ${flows.length === 0 ? 'nothing' : `${utc(first)} to ${utc(last)} UTC`}`,
      `Packets analysed:  ${sum((flow) => flow.exchanges)} exchanges`,
      `Sessions tracked:  ${sum((flow) => flow.pairs)} client and server pairs`,
      `Anomalies:         ${findings.length} findings`,
      '',
      'By severity',
      table(['severity', 'findings'], bySeverity as [string, number][]),
      'By type',
      table(['type', 'findings'], byType),
      ...(incidents.length > 0 ? ['Incidents', incidentsTable(incidents)] : []),
      'Top anomalies',
      table(['severity', 'first seen', 'id', 'finding'], top),
      'By protocol',
      table(
        ['protocol', 'exchanges', 'exceptions', 'pairs'],
        flows.map((each) => [each.protocol, each.exchanges, each.exceptions, each.pairs]),
      ),
      'By session',
      sessionTable(db),
      'Not evaluated',
      table(['detector', 'why', 'to change that'], blind),
    ].join('\n'),
  )
}

/** Sessions with what was counted of them; a column that is empty for all is left out. */
function sessionTable(db: Database.Database): string {
  const all = sessions(db)
  const counts = sessionCounts.filter((name) => all.some((each) => each[name] > 0))
  return table(
    ['protocol', 'client', 'server', 'functions', ...counts.map((name) => name.replace('_', ' '))],
    all.map((each) => [
      each.protocol,
      each.client,
      each.server,
      Object.keys(each.functions).length,
      ...counts.map((name) => each[name]),
    ]),
  )
}
