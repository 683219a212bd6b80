import { DAY, midnight } from './sim/calendar.js'
import type { LogPath } from './zeek/columns.js'
import type { LogRow } from './zeek/value.js'

/** One day as a Zeek before 8.0 wrote it: violations in dpd.log, none in analyzer.log. */
export function* withOlderDay(
  rows: Iterable<LogRow<LogPath>>,
  day: number,
): Generator<LogRow<LogPath>, void, void> {
  const from = midnight(day)
  for (const row of rows) {
    const older = row.path === 'analyzer' && row.at >= from && row.at < from + DAY
    yield older ? asDpd(row) : row
  }
}

function asDpd({ at, row }: LogRow): LogRow<LogPath> {
  return { path: 'dpd', at, row: { ...row, analyzer: row.analyzer_name } }
}
