import type Database from 'better-sqlite3'

const hourLength = 3600

/** What can be pruned by age: what the logs said, what was counted, what was found, and two records of work. */
export const prunable = ['messages', 'rollups', 'findings', 'rejected', 'deliveries'] as const
/** What can be pruned by age. */
export type Prunable = (typeof prunable)[number]

/** Rows that were, or would be, taken out. */
export interface Pruned {
  readonly kind: Prunable
  /** Epoch seconds, a whole hour: older ones go. */
  readonly before: number
  readonly rows: number
}

/** Before these times nothing is left of a kind; 0 where nothing was pruned. */
export function prunedBefore(db: Database.Database, ...kinds: readonly Prunable[]): number {
  const marks = kinds.map(() => '?').join(', ')
  return Number(
    db
      .prepare(`SELECT coalesce(max(before), 0) FROM pruned WHERE kind IN (${marks})`)
      .pluck()
      .get(...kinds),
  )
}

/**
 * Takes out what is older than a time, in short transactions. What is counted of it, what was learned and what
 * was found stays, and detectors do not judge that time again. Which logs were read stays, too: none is read
 * twice. `dry` only counts.
 */
export function prune(db: Database.Database, kind: Prunable, time: number, dry: boolean): Pruned {
  const before = Math.floor(time / hourLength) * hourLength
  // Said first: a detection that begins meanwhile must not take what is gone for quiet.
  if (!dry) {
    db.prepare(
      'INSERT INTO pruned VALUES (?, ?) ON CONFLICT DO UPDATE SET before = max(before, excluded.before)',
    ).run(kind, before)
  }
  const rows = deletions(db, kind).reduce(
    (sum, each) => sum + (dry ? count(db, each, before) : remove(db, each, before)),
    0,
  )
  return { kind, before, rows }
}

/** A table, and which of its rows are older than `:before`. */
interface Deletion {
  readonly table: string
  readonly where: string
  /** A column of time that the table is in order of: it is emptied hour by hour. */
  readonly by?: string
}

function deletions(db: Database.Database, kind: Prunable): readonly Deletion[] {
  const iso = "strftime('%Y-%m-%dT%H:%M:%fZ', :before, 'unixepoch')"
  switch (kind) {
    case 'messages':
      return tablesWith(db, ['ts', 'file', 'line'])
        .filter((table) => table !== 'evidence')
        .map((table) => ({ table, where: 'ts < :before', by: 'ts' }))
    case 'rollups':
      return ['minute', 'hour'].flatMap((column) =>
        tablesWith(db, [column])
          .filter((table) => !/^(baseline|finding|held|dirty|judging)_/.test(table))
          .map((table) => ({ table, where: `${column} < :before` })),
      )
    case 'findings': {
      // What a sink still has to be told stays until it is.
      const old = `last_seen < :before AND NOT EXISTS (
        SELECT 1 FROM delivery AS d JOIN sink AS s ON s.name = d.sink AND s.active = 1
        WHERE d.finding = finding.id AND d.delivered IS NULL)`
      const ids = `(SELECT id FROM finding WHERE ${old})`
      return [
        { table: 'delivery', where: `finding IN ${ids}` },
        { table: 'finding_revision', where: `finding IN ${ids}` },
        { table: 'finding_atom', where: `finding IN ${ids}` },
        { table: 'crowd_atom', where: `crowd IN ${ids}` },
        { table: 'finding', where: old },
      ]
    }
    case 'rejected':
      return [
        {
          table: 'rejected_line',
          where: 'file IN (SELECT id FROM ingest_file WHERE last_ts < :before)',
        },
      ]
    case 'deliveries':
      return [
        { table: 'delivery', where: `delivered < ${iso}` },
        {
          table: 'finding_revision',
          where: `created < ${iso}
            AND revision < (SELECT max(l.revision) FROM finding_revision AS l WHERE l.finding = finding_revision.finding)
            AND NOT EXISTS (
              SELECT 1 FROM delivery AS d
              WHERE d.finding = finding_revision.finding AND d.revision = finding_revision.revision)`,
        },
      ]
  }
}

/** The tables that have these columns. */
function tablesWith(db: Database.Database, columns: readonly string[]): string[] {
  return db
    .prepare(
      `SELECT t.name FROM sqlite_schema AS t
       WHERE t.type = 'table' AND (
         SELECT count(*) FROM pragma_table_info(t.name) WHERE name IN (SELECT value FROM json_each(?))
       ) = ? ORDER BY t.name`,
    )
    .pluck()
    .all(JSON.stringify(columns), columns.length) as string[]
}

function count(db: Database.Database, { table, where }: Deletion, before: number): number {
  return Number(db.prepare(`SELECT count(*) FROM ${table} WHERE ${where}`).pluck().get({ before }))
}

function remove(db: Database.Database, { table, where, by }: Deletion, before: number): number {
  const drop = db.prepare(`DELETE FROM ${table} WHERE ${where}`)
  if (by === undefined) return drop.run({ before }).changes
  const first = db.prepare(`SELECT min(${by}) FROM ${table}`).pluck()
  let rows = 0
  for (;;) {
    const earliest = first.get() as number | null
    if (earliest === null || earliest >= before) return rows
    const hour = (Math.floor(earliest / hourLength) + 1) * hourLength
    rows += drop.run({ before: Math.min(hour, before) }).changes
  }
}
