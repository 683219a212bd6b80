import type Database from 'better-sqlite3'
import type { Detector } from '../detect/detector.js'
import type { MinuteAtom } from '../detect/merge.js'
import type { Burst } from './burst.js'
import { mostOwn } from './crowd.js'

/** Atoms of a crowd that are looked up as evidence of one burst. */
const mostAtoms = 20

/** Says what a crowd is, and finds the atoms behind its sums. */
export class CrowdTeller {
  readonly #size: Database.Statement
  readonly #atoms: Database.Statement

  constructor(db: Database.Database) {
    const within = 'crowd = @id AND ts_start >= @start AND ts_start <= @end'
    this.#size = db
      .prepare(`SELECT count(DISTINCT finding) FROM crowd_atom WHERE ${within}`)
      .pluck()
    this.#atoms = db.prepare(
      `SELECT * FROM crowd_atom WHERE ${within} ORDER BY ts_start, finding LIMIT ${mostAtoms}`,
    )
  }

  /** The message of a crowd, or of one burst of it; `undefined` where a finding is none. */
  message(
    { title }: Detector,
    id: string,
    { start, end }: { readonly start: number; readonly end: number } = {
      start: -1e300,
      end: 1e300,
    },
  ): string | undefined {
    const size = Number(this.#size.get({ id, start, end }))
    return size === 0
      ? undefined
      : `${title}: ${size} more than the ${mostOwn} of a day told one by one`
  }

  /** The first atoms behind a burst of a crowd; `undefined` where a finding is none. */
  behind(id: string, { start, end }: Burst): readonly MinuteAtom[] | undefined {
    const stored = this.#atoms.all({ id, start, end }) as (MinuteAtom & { facts: string })[]
    if (stored.length === 0) return undefined
    return stored.map((atom) => ({ ...atom, facts: JSON.parse(atom.facts) }))
  }
}
