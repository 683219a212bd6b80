import type { BaselinePoll } from '../baseline/polls.js'
import { table } from './text.js'

/** Polls shown one by one, unless all are asked for; the rest are counted. */
const mostShown = 200

/** The learned pace of each poll, and how many are not judged and why. */
export function pollsText(polls: readonly BaselinePoll[], full: boolean): string[] {
  if (polls.length === 0) return []
  const judged = polls.filter((each) => each.not_judged === null)
  const rows = judged
    .slice(0, full ? undefined : mostShown)
    .map((each) => [
      `  ${each.client}`,
      each.server,
      each.unit,
      each.function,
      each.address,
      each.periods.map(([period, spread]) => `${seconds(period)} ± ${seconds(spread)}`).join(', '),
      each.intervals,
      seconds(each.longest),
    ])
  const columns = [
    '  client',
    'server',
    'unit',
    'function',
    'address',
    'every s',
    'times',
    'silent s',
  ]
  const more = judged.length - rows.length
  const thin = new Map<string, number>()
  for (const { not_judged } of polls) {
    if (not_judged !== null) thin.set(not_judged, (thin.get(not_judged) ?? 0) + 1)
  }
  const why = [...thin].map(([reason, count]) => `${count} ${reason}`).join(', ')
  return [
    `Polls: ${judged.length} of ${polls.length} have a pace that is judged${why === '' ? '' : `; the others: ${why}`}`,
    ...(rows.length === 0 ? [] : [table(columns, rows).trimEnd()]),
    ...(more > 0 ? [`  and ${more} more`] : []),
    '',
  ]
}

function seconds(value: number): string {
  return value >= 10 ? value.toFixed(1) : String(Number(value.toPrecision(3)))
}
