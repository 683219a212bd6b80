import type Database from 'better-sqlite3'
import type { Detector } from '../detect/detector.js'
import { statement } from '../store/sql.js'

/** Hides the events that a stronger finding already says, and shows again those that none says any more. */
export function explainEvents(db: Database.Database, detectors: readonly Detector[]): void {
  db.exec('UPDATE finding_event SET explained_by = NULL WHERE explained_by IS NOT NULL')
  const hide = db.prepare(statement(import.meta.url, './sql/explain.sql'))
  const absent = new Set(detectors.flatMap(({ id, shows }) => (shows === 'absence' ? id : [])))
  for (const strong of strongestFirst(detectors)) {
    for (const weak of strong.explains) {
      hide.run({ strong: strong.id, weak, absence: absent.has(weak) ? 1 : 0 })
    }
  }
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
