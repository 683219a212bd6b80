import type Database from 'better-sqlite3'
import { type BaselinePair, showBaseline } from '../baseline/show.js'
import type { Finding } from './findings.js'
import { table } from './text.js'

/** Lines shown of what is normal. */
const mostLines = 12

/** What the active baseline knows of the hosts of a finding: the normal that it departs from. */
export function normalText(db: Database.Database, finding: Finding): string {
  const learned = db.prepare('SELECT 1 FROM baseline WHERE active = 1').get() !== undefined
  if (!learned) return 'There is no baseline: `otsift baseline learn` makes one.\n'
  const { sensor, protocol, client, server } = finding
  if (client === null && server === null) return ''
  const pairs = showBaseline(db).pairs.filter(
    (pair) => pair.sensor === sensor && (protocol === null || pair.protocol === protocol),
  )
  const same = pairs.find((pair) => pair.client === client && pair.server === server)
  if (same) return functionsOf(same)
  const lines = [
    neighbours(
      client,
      'asks',
      pairs.filter((pair) => pair.client === client).map((pair) => pair.server),
    ),
    neighbours(
      server,
      'is asked by',
      pairs.filter((pair) => pair.server === server).map((pair) => pair.client),
    ),
  ]
  return lines.join('')
}

function functionsOf(pair: BaselinePair): string {
  const rows = pair.functions
    .slice(0, mostLines)
    .map((each) => [
      each.unit,
      each.function,
      `${(each.share * 100).toFixed(1)} %`,
      each.busiest_minute,
      each.blocks.map(([low, high]) => (low === high ? `${low}` : `${low}-${high}`)).join(' '),
    ])
  const more = pair.functions.length - rows.length
  const shown = table(['unit', 'function', 'share', 'most a minute', 'addresses'], rows)
  return more > 0 ? `${shown}and ${more} more\n` : shown
}

function neighbours(host: string | null, verb: string, others: readonly string[]): string {
  if (host === null) return ''
  const names = [...new Set(others)]
  if (names.length === 0) return `In the baseline ${host} ${verb} nobody.\n`
  const shown = names.slice(0, mostLines).join(', ')
  const more = names.length > mostLines ? ` and ${names.length - mostLines} more` : ''
  return `In the baseline ${host} ${verb} ${shown}${more}.\n`
}
