import type Database from 'better-sqlite3'
import type { Detector } from '../detect/detector.js'
import { bindings } from '../detect/query.js'
import { settings } from '../detect/setting.js'
import { type Piece, pieces } from '../detect/tokens.js'

const minute = 60

/**
 * A detector's query as it is asked about a stretch of time (epoch seconds), with this site's values in place of
 * their names: it runs as it stands in `otsift query` and sqlite3.
 */
export function findingQuery(
  db: Database.Database,
  detector: Detector,
  { ts_start, ts_end }: { readonly ts_start: number; readonly ts_end: number },
): string {
  return withValues(detector.sql, {
    ...bindings(detector, settings(db).get(detector.id)?.params),
    since: Math.floor(ts_start / minute) * minute,
    until: (Math.floor(ts_end / minute) + 1) * minute,
  })
}

type Values = Readonly<Record<string, number | string>>

/** SQL with values in place of its `:name`s, and without its comments: a shell takes a leading `--` for an option. */
export function withValues(sql: string, values: Values): string {
  let text = ''
  let space = ''
  for (const piece of pieces(sql)) {
    if (piece.kind === 'space') space = isComment(piece) ? space || ' ' : piece.text
    else {
      text += space + (piece.kind === 'param' ? literal(values[piece.text.slice(1)]) : piece.text)
      space = ''
    }
  }
  return text.trim()
}

function isComment({ text }: Piece): boolean {
  return text.startsWith('--') || text.startsWith('/*')
}

function literal(value: number | string | undefined): string {
  if (value === undefined) return 'NULL'
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  // `-` before a negative number would begin a comment.
  return value < 0 ? `(${value})` : String(value)
}
