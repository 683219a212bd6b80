import type Database from 'better-sqlite3'
import type { Detector } from '../../detect/detector.js'
import { techniques } from '../../findings/attack.js'
import { statement } from '../../store/sql.js'
import { detailOf, type Finding } from '../findings.js'
import { listIncidents } from '../incidents.js'
import { packetsOf } from '../packets.js'
import { Triage } from '../triage.js'
import type { FindingRow, IncidentRow, SeenRow, StoryRow } from './model.js'

/** Bursts of a finding that the report carries; the database has all. */
const mostBursts = 5
/** From so many findings on, a burst has 5 of its rows instead of 20: the page stays one to open. */
const many = 1000

/** A finding as the list of the page shows it. */
export function findingRow(finding: Finding): FindingRow {
  const { attack_v19, attack_v18: _, events: __, severity_steps: ___, ...row } = finding
  const ids = attack_v19.split(',').filter((id) => id !== '')
  return { ...row, attack: ids.map((id) => [id, techniques[id] ?? '']) }
}

/** Incidents of which at least two findings are open, as the page shows them. */
export function incidentRows(db: Database.Database): IncidentRow[] {
  return listIncidents(db).map(
    ({ stages: _, findings: __, open_findings: ___, parts, ...row }) => ({
      ...row,
      parts: parts.map(({ finding, stage, first_seen, last_seen }) => ({
        ...{ finding, stage, first_seen, last_seen },
      })),
    }),
  )
}

/** What is told of each finding, one after the other; `paths` collects the names of logs. */
export function* stories(
  db: Database.Database,
  findings: readonly Finding[],
  detectors: readonly Detector[],
  paths: Map<string, number>,
): Generator<StoryRow> {
  const seen = db.prepare(statement(import.meta.url, './sql/seen.sql'))
  const byId = new Map(detectors.map((each) => [each.id, each]))
  const triage = new Triage(db)
  const mostRows = findings.length > many ? 5 : 20
  for (const each of findings) {
    const finding = detailOf(db, each)
    const { id, sensor, protocol, client, server } = finding
    const detector = byId.get(each.detector)
    const first = finding.bursts[0]
    const shown = finding.bursts.slice(0, mostBursts)
    const packets = first && packetsOf(db, finding, first)
    yield {
      id,
      steps: JSON.parse(finding.severity_steps) as StoryRow['steps'],
      decisions: finding.decisions,
      bursts: shown.map(({ ts_start, ts_end, count, evidence }) => ({
        ts_start,
        ts_end,
        count,
        rows: evidence.length,
        evidence: evidence
          .slice(0, mostRows)
          .map((row) => [row.ts, place(paths, row.path ?? ''), row.line, row.uid, row.summary]),
      })),
      moreBursts: finding.bursts.length - shown.length,
      seen:
        first && protocol !== null && client !== null && server !== null
          ? (seen.all({
              ...{ sensor, protocol, client, server },
              from: first.ts_start,
              to: first.ts_end,
            }) as SeenRow[])
          : [],
      triage: detector ? triage.of(detector, each) : '',
      packets: packets ? { filter: packets.filter, commands: packets.commands } : null,
    }
  }
}

/** The place of a path in the list of paths, which it joins if it is new. */
function place(paths: Map<string, number>, path: string): number {
  const known = paths.get(path)
  if (known !== undefined) return known
  paths.set(path, paths.size)
  return paths.size - 1
}
