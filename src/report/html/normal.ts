import type Database from 'better-sqlite3'
import { showBaseline } from '../../baseline/show.js'
import type { NormalRow } from './model.js'

/** Address ranges of a function that are named. */
const mostRanges = 12

/** What the active baseline knows, pair by pair; nothing without one. */
export function* normal(db: Database.Database): Generator<NormalRow> {
  if (db.prepare('SELECT 1 FROM baseline WHERE active = 1').get() === undefined) return
  for (const { sensor, protocol, client, server, functions } of showBaseline(db).pairs) {
    yield {
      ...{ sensor, protocol, client, server },
      functions: functions.map((each) => ({
        unit: each.unit,
        function: each.function,
        share: each.share,
        busiest_minute: each.busiest_minute,
        addresses: ranges(each.blocks),
      })),
    }
  }
}

function ranges(blocks: readonly (readonly [number, number])[]): string {
  const shown = blocks
    .slice(0, mostRanges)
    .map(([low, high]) => (low === high ? `${low}` : `${low}–${high}`))
  const more = blocks.length - shown.length
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '')
}
