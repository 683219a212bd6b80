import type Database from 'better-sqlite3'
import { levels } from '../detect/detector.js'
import { earlierFunctions, earlierKeys } from './earlier.js'
import { type Finding, listFindings, showFinding } from './findings.js'
import { listIncidents } from './incidents.js'
import { sessions } from './sessions.js'
import { traffic } from './traffic.js'

/** Findings counted by severity, every level named. */
export function countBySeverity(findings: readonly Finding[]): Record<string, number> {
  return Object.fromEntries(
    [...levels]
      .reverse()
      .map((level) => [level, findings.filter((each) => each.severity === level).length]),
  )
}

/** Everything that was found as JSON, with the keys that the reports of earlier tools had for each protocol. */
export function jsonReport(db: Database.Database): string {
  const findings = listFindings(db)
  const pairs = sessions(db)
  const generated = new Date().toISOString()
  const protocols = Object.fromEntries(
    traffic(db).map((each) => {
      const own = findings.filter((finding) => finding.protocol === each.protocol)
      const { protocol, exchanges, ...patterns } = each
      const section = {
        report: `${protocol}_protocol_security_analysis`,
        total_packets: exchanges,
        total_findings: own.length,
        severity_summary: countBySeverity(own),
        traffic_patterns: {
          total_packets: exchanges,
          ...patterns,
          function_distribution: earlierFunctions(each),
        },
        ...earlierKeys({
          traffic: each,
          findings: own,
          sessions: pairs.filter((pair) => pair.protocol === protocol),
          generated,
        }),
      }
      return [protocol, section]
    }),
  )
  const report = {
    report: 'otsift',
    report_generated: generated,
    total_anomalies: findings.length,
    severity_summary: countBySeverity(findings),
    protocols,
    sessions: pairs,
    incidents: listIncidents(db),
    findings: findings.map((finding) => showFinding(db, finding.id)),
    coverage: db.prepare('SELECT * FROM v_coverage ORDER BY detector').all(),
    held_back: db.prepare('SELECT * FROM v_held_back ORDER BY ts_start, detector').all(),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
