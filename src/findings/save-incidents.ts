import type Database from 'better-sqlite3'
import type { Detector } from '../detect/detector.js'
import { statement } from '../store/sql.js'
import { type Incident, incidentsOf, type Part } from './incident.js'
import { tacticOf } from './tactic.js'

interface StoredPart extends Omit<Part, 'stage' | 'shows'> {
  readonly detector: string
  readonly attack: string
}

/** Makes the incidents anew out of the findings that are told. */
export function saveIncidents(db: Database.Database, detectors: readonly Detector[]): void {
  const shows = new Map(detectors.map((detector) => [detector.id, detector.shows]))
  const stored = db.prepare(statement(import.meta.url, './sql/incident-parts.sql')).all()
  const parts = (stored as StoredPart[]).map(
    ({ detector, attack, ...part }): Part => ({
      ...part,
      stage: tacticOf(attack.split(',')[0] ?? '') ?? null,
      // A detector whose file is not there any more keeps its findings.
      shows: shows.get(detector) ?? 'deed',
    }),
  )
  db.exec('DELETE FROM incident')
  const add = db.prepare('INSERT INTO incident VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const addPart = db.prepare('INSERT INTO incident_part VALUES (?, ?, ?, ?)')
  for (const each of incidentsOf(parts)) {
    const { id, sensor, client, server, severity, start, end, stages } = each
    add.run(id, sensor, client, server, severity, start, end, stages.join(', '), message(each))
    for (const { finding, start: from, stage } of each.parts) {
      // What happened beside it, of whatever cause, is a part and no stage of the attack.
      addPart.run(id, finding, from, stage !== null && stages.includes(stage) ? stage : null)
    }
  }
}

function message({ client, server, stages, parts }: Incident): string {
  const findings = new Set(parts.map(({ finding }) => finding)).size
  return `${client} against ${server}: ${findings} findings of ${stages.length} stages, ${stages.join(', ')}`
}
