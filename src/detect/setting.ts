import type Database from 'better-sqlite3'
import type { Level } from './detector.js'

/** What the site policy says of one detector. */
export interface Setting {
  /** Of all that it finds; `undefined` leaves levels to the detector. */
  readonly level?: Level | undefined
  readonly enabled: boolean
  readonly params: Readonly<Record<string, number | string>>
}

/** The settings of the policy in force, by detector. */
export function settings(db: Database.Database): ReadonlyMap<string, Setting> {
  const rows = db.prepare('SELECT detector, level, enabled, params FROM policy_detector').all() as {
    detector: string
    level: Level | null
    enabled: number
    params: string
  }[]
  return new Map(
    rows.map(({ detector, level, enabled, params }) => [
      detector,
      {
        level: level ?? undefined,
        enabled: enabled === 1,
        params: JSON.parse(params) as Setting['params'],
      },
    ]),
  )
}
