import { levels } from '../detect/detector.js'
import type { Finding } from './findings.js'
import { table, utc } from './text.js'

/** Findings as a table, one a line, with their states where they differ. */
export function findingsTable(findings: readonly Finding[], states = false): string {
  if (findings.length === 0) return 'no findings\n'
  return table(
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
    findings.map((each) => [
      each.severity,
      ...(states ? [each.state] : []),
      utc(each.first_seen),
      utc(each.last_seen),
      each.count,
      each.id,
      each.detector,
      each.message,
    ]),
  )
}

/** How many findings of each severity, in a line. */
export function severitySummary(findings: readonly Finding[]): string {
  if (findings.length === 0) return ''
  const parts = [...levels]
    .reverse()
    .map((level) => [findings.filter((each) => each.severity === level).length, level] as const)
    .filter(([count]) => count > 0)
    .map(([count, level]) => `${count} ${level}`)
  return `\n${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}: ${parts.join(', ')}\n`
}
