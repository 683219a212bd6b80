import type Database from 'better-sqlite3'
import type { Detector } from '../detect/detector.js'
import type { Scratch } from '../detect/scratch.js'
import { statement } from '../store/sql.js'
import { crowdId } from './crowd.js'

interface Event {
  readonly finding: string
  readonly start: number
  readonly end: number
  readonly before: string | null
  readonly sensor: string | null
  readonly protocol: string | null
  readonly client: string | null
  readonly server: string | null
}

/** What explains an event now, its finding and its start. */
type Changed = readonly [unknown, string, number]

/**
 * Hides the events that a stronger finding already says, and shows again those that none says any more. What
 * explains is settled before what it explains, and only what changes is written.
 */
export function explainEvents(
  db: Database.Database,
  detectors: readonly Detector[],
  scratch: Scratch,
): void {
  const find = db.prepare(statement(import.meta.url, './sql/explain.sql')).pluck()
  const eventsOf = db.prepare(
    `SELECT e.finding, e.ts_start AS start, e.ts_end AS "end", e.explained_by AS before,
       f.sensor, f.protocol, f.client, f.server
     FROM finding AS f JOIN finding_event AS e ON e.finding = f.id
     WHERE f.detector = ?`,
  )
  const save = db.prepare(
    'UPDATE finding_event SET explained_by = ? WHERE finding = ? AND ts_start = ?',
  )
  const sorted = strongestFirst(detectors)
  showUnexplained(db, sorted)
  for (const [index, weak] of sorted.entries()) {
    const stronger = sorted.slice(0, index).filter(({ explains }) => explains.includes(weak.id))
    if (stronger.length === 0) continue
    const absence = weak.shows === 'absence' ? 1 : 0
    const changed = scratch.list<Changed>()
    for (const event of eventsOf.iterate(weak.id) as Iterable<Event>) {
      const isCrowd = event.finding === crowdId(weak, event.sensor)
      let by: unknown
      for (const strong of stronger) {
        const crowd = isCrowd ? crowdId(strong, event.sensor) : null
        by = find.get({ ...event, strong: strong.id, absence, crowd })
        if (by !== undefined) break
      }
      if ((by ?? null) !== event.before) changed.add([by ?? null, event.finding, event.start])
    }
    for (const change of changed) save.run(...change)
  }
}

/** Shows the events of detectors that nothing explains any more. */
function showUnexplained(db: Database.Database, sorted: readonly Detector[]): void {
  const weak = new Set<string>()
  for (const [index, { explains }] of sorted.entries()) {
    for (const each of sorted.slice(index + 1)) if (explains.includes(each.id)) weak.add(each.id)
  }
  db.prepare(
    `UPDATE finding_event SET explained_by = NULL
     WHERE explained_by IS NOT NULL
       AND finding IN (
         SELECT id FROM finding WHERE detector NOT IN (SELECT value FROM json_each(?))
       )`,
  ).run(JSON.stringify([...weak]))
}

/** Detectors that nothing explains, then those that only these explain, and so on. */
function strongestFirst(detectors: readonly Detector[]): Detector[] {
  const depth = new Map<string, number>()
  const depthOf = (id: string, path: readonly string[]): number => {
    const known = depth.get(id)
    if (known !== undefined) return known
    const stronger = detectors.filter(
      (each) => each.explains.includes(id) && !path.includes(each.id),
    )
    const deepest = Math.max(-1, ...stronger.map((each) => depthOf(each.id, [...path, id])))
    depth.set(id, deepest + 1)
    return deepest + 1
  }
  return [...detectors].sort((a, b) => depthOf(a.id, []) - depthOf(b.id, []))
}
