import type { BaselineDiff, DiffSide } from '../baseline/diff.js'
import { printable, utc } from './text.js'

/** Rows of one kind shown at most; the JSON has all. */
const mostRows = 50

type Row = Readonly<Record<string, unknown>>

/** What two baselines differ in, for a person. */
export function diffText(diff: BaselineDiff): string {
  const channels = diff.kinds.channel ?? { new: [], gone: [] }
  const kinds = Object.entries(diff.kinds).sort(([a], [b]) => order(a) - order(b))
  const parts = kinds.flatMap(([kind, { new: fresh, gone }]) => [
    ...section(`New: ${kind}`, lines(kind, fresh, channels.new)),
    ...section(`Gone: ${kind}`, lines(kind, gone, channels.gone)),
  ])
  const changed = diff.changed.map(
    ({ share_before, share_after, ...key }) =>
      `${words(key)}: ${percent(share_before)} to ${percent(share_after)}`,
  )
  const all = [...parts, ...section('Changed share of function', changed)]
  const head = `${sideText(diff.before)}\n${sideText(diff.after)}\n`
  return printable(`${head}${all.length === 0 ? 'no difference\n' : all.join('')}`)
}

/** Who talks to whom comes first, what they do next. */
function order(kind: string): number {
  const known = ['channel', 'function', 'block'].indexOf(kind)
  return known < 0 ? 3 : known
}

/** A line a row; what belongs to a channel that is told itself goes without saying. */
function lines(kind: string, rows: readonly Row[], channels: readonly Row[]): string[] {
  const pair = ({ sensor, protocol, client, server }: Row) =>
    JSON.stringify([sensor, protocol, client, server])
  const told = new Set(kind === 'channel' ? [] : channels.map(pair))
  return rows.filter((row) => !told.has(pair(row))).map(words)
}

function sideText({ name, revision, from_ts, to_ts, exchanges }: DiffSide): string {
  const title = revision === null ? name : `${name}@${revision}`
  return `${title}: ${from_ts === to_ts ? 'period not known' : `${utc(from_ts)} to ${utc(to_ts)} UTC`}, ${exchanges} exchanges`
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return []
  const more = lines.length > mostRows ? [`  and ${lines.length - mostRows} more`] : []
  return [
    `\n${[title, ...lines.slice(0, mostRows).map((line) => `  ${line}`), ...more].join('\n')}\n`,
  ]
}

/** A key in words: hosts as they talk, then what else is set. */
function words({ sensor, protocol, client, server, unit, ...rest }: Row): string {
  const hosts = client === undefined ? '' : `${String(client)} to ${String(server)}`
  const further = Object.entries(rest)
    .filter(([, value]) => value !== '' && value !== null)
    .map(([name, value]) => `${name} ${String(value)}`)
  const at = unit === undefined || unit === null || unit === -1 ? [] : [`unit ${String(unit)}`]
  return [sensor, protocol, hosts, ...at, ...further]
    .filter((word) => word !== undefined && word !== '')
    .join(' ')
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
