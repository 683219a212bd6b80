import type Database from 'better-sqlite3'
import { coveredStretch, learnStretch } from './learn.js'
import { type Revision, resolve } from './revision.js'
import { baselineRows, baselineTables } from './tables.js'

/** The newest 24 hours in the store, as one side of a comparison. */
export const today = 'today'
const dayLength = 86_400
/** A share of a pair's exchanges that changed by this much is told. */
const leastShift = 0.05

type Row = Readonly<Record<string, unknown>>

/** One side of a comparison. */
export interface DiffSide {
  readonly name: string
  readonly revision: number | null
  readonly from_ts: number
  readonly to_ts: number
  readonly exchanges: number
}

/** Rows of one kind that only one side has; the rows are keys, as the table names them. */
interface KindDiff {
  readonly new: readonly Row[]
  readonly gone: readonly Row[]
}

/** What two baselines differ in. */
export interface BaselineDiff {
  readonly before: DiffSide
  readonly after: DiffSide
  /** By kind: channel, function, block and whatever else baselines have. */
  readonly kinds: Readonly<Record<string, KindDiff>>
  /** Functions of which a pair makes more or less use. */
  readonly changed: readonly ShareChange[]
}

/** A function whose share of its pair's exchanges changed. */
interface ShareChange extends Row {
  readonly share_before: number
  readonly share_after: number
}

/** Compares two baselines, or one with `today`. Nothing is kept of what is learned for that. */
export function diff(db: Database.Database, before: string, after: string): BaselineDiff {
  let result: BaselineDiff | undefined
  const undo = new Error('undo')
  try {
    db.transaction(() => {
      const [a, b] = [side(db, before), side(db, after)]
      result = {
        before: sideOf(a, before),
        after: sideOf(b, after),
        kinds: kinds(db, a.id, b.id),
        changed: shifts(db, a, b),
      }
      throw undo
    })()
  } catch (error) {
    if (error !== undo) throw error
  }
  return result as BaselineDiff
}

function side(db: Database.Database, reference: string): Revision {
  if (reference !== today) return resolve(db, reference)
  const to = coveredStretch(db)?.to ?? 0
  const id = learnStretch(db, `${today} `, { from: to - dayLength, to })
  return db.prepare('SELECT * FROM baseline WHERE id = ?').get(id) as Revision
}

function sideOf(row: Revision, reference: string): DiffSide {
  const { from_ts, to_ts, exchanges } = row
  return reference === today
    ? { name: today, revision: null, from_ts, to_ts, exchanges }
    : { name: row.name, revision: row.revision, from_ts, to_ts, exchanges }
}

function kinds(db: Database.Database, before: number, after: number): Record<string, KindDiff> {
  return Object.fromEntries(
    baselineTables(db).map((table) => {
      // A block that has grown is another block: its end belongs to what it is.
      const keys = table.columns
        .filter((column) => column.key || (table.name === 'block' && column.name === 'high'))
        .map((column) => column.name)
      const keysOf = (id: number) =>
        new Map(
          baselineRows(db, table, id).map((row) => {
            const key = Object.fromEntries(keys.map((name) => [name, row[name]]))
            return [JSON.stringify(key), key] as const
          }),
        )
      const [old, now] = [keysOf(before), keysOf(after)]
      const only = (own: Map<string, Row>, other: Map<string, Row>) =>
        [...own].filter(([key]) => !other.has(key)).map(([, row]) => row)
      return [table.name, { new: only(now, old), gone: only(old, now) }]
    }),
  )
}

interface ShareRow extends Row {
  readonly share: number | null
}

function shifts(db: Database.Database, before: Revision, after: Revision): ShareChange[] {
  const shares = db.prepare(
    `SELECT sensor, protocol, client, server, unit, function_code, sub_function, share
     FROM v_baseline_function WHERE baseline = ? AND revision = ?`,
  )
  const sharesOf = ({ name, revision }: Revision) =>
    new Map(
      (shares.all(name, revision) as ShareRow[]).map(({ share, ...key }) => [
        JSON.stringify(key),
        { key, share },
      ]),
    )
  const old = sharesOf(before)
  return [...sharesOf(after)].flatMap(([text, { key, share }]) => {
    const earlier = old.get(text)?.share ?? null
    if (earlier === null || share === null || Math.abs(share - earlier) < leastShift) return []
    return [{ ...key, share_before: earlier, share_after: share }]
  })
}
