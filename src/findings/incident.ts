import { createHash } from 'node:crypto'
import { atLeast, type Level, type Shows, worse } from '../detect/detector.js'

/** What one source does to one target at most so many seconds apart belongs together. */
const together = 3600
/** What happens at the target up to so many seconds after the last deed may be its effect. */
const aftermath = 600
/** So many deeds of a source on a target are critical together. */
const criticalFrom = 3

/** A burst of a finding, as far as an incident goes by it. */
export interface Part {
  readonly finding: string
  readonly start: number
  readonly end: number
  readonly severity: Level
  readonly sensor: string | null
  readonly client: string | null
  readonly server: string | null
  /** The tactic its detector's first technique serves. */
  readonly stage: string | null
  readonly shows: Shows
}

/** Findings of one source on one target that make a chain. */
export interface Incident {
  readonly id: string
  readonly sensor: string | null
  readonly client: string
  readonly server: string
  readonly severity: Level
  readonly start: number
  readonly end: number
  /** The tactics of what the source did and caused, each where it comes first in time. */
  readonly stages: readonly string[]
  /** In order of time. */
  readonly parts: readonly Part[]
}

/** The incidents among bursts. What comes out does not depend on their order. */
export function incidentsOf(parts: readonly Part[]): Incident[] {
  const sorted = parts.filter(({ severity }) => severity !== 'info').sort(byTime)
  const ofSources = sorted.filter(({ client }) => client !== null)
  const effects = sorted.filter(({ shows, client }) => shows !== 'deed' || client === null)
  const bySource = grouped(ofSources, ({ sensor, client }) => [sensor, client])
  const byServer = grouped(effects, ({ sensor, server }) => [sensor, server])
  const found = [...bySource.values()].flatMap((own) => {
    const byTarget = grouped(own, ({ server }) => server)
    // What a source did to several targets, such as a sweep, names none and belongs to each.
    const toSeveral = byTarget.get('null') ?? []
    return [...byTarget.values()].flatMap((alone) => {
      const { sensor, client, server } = alone[0] as Part
      if (server === null) return []
      const here = toSeveral.length === 0 ? alone : [...alone, ...toSeveral].sort(byTime)
      const effectsHere = byServer.get(JSON.stringify([sensor, server])) ?? []
      return incidentsAt({ sensor, client: String(client), server }, here, effectsHere)
    })
  })
  return found.sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1))
}

interface Target {
  readonly sensor: string | null
  readonly client: string
  readonly server: string
}

function grouped(parts: readonly Part[], keyOf: (part: Part) => unknown): Map<string, Part[]> {
  const groups = new Map<string, Part[]>()
  for (const part of parts) {
    const key = JSON.stringify(keyOf(part))
    const group = groups.get(key)
    if (group) group.push(part)
    else groups.set(key, [part])
  }
  return groups
}

function incidentsAt(target: Target, here: readonly Part[], effects: readonly Part[]): Incident[] {
  return chains(here)
    .filter((chain) =>
      chain.some(({ shows, server }) => shows === 'deed' && server === target.server),
    )
    .map((chain) => incident(target, chain, effects))
}

/** The stretches of what a source did and caused, in order of time, in which some hour is a chain. */
function chains(parts: readonly Part[]): Part[][] {
  const stretches: { first: number; last: number }[] = []
  for (const [first, part] of parts.entries()) {
    const last = lastUntil(parts, part.end + together)
    if (!isChain(parts.slice(first, last + 1))) continue
    const before = stretches.at(-1)
    if (before && first <= before.last) before.last = Math.max(before.last, last)
    else stretches.push({ first, last })
  }
  return stretches.map(({ first, last }) => parts.slice(first, last + 1))
}

/** The place of the last part, of parts in order of time, that begins until a moment. */
function lastUntil(parts: readonly Part[], moment: number): number {
  let low = 0
  let high = parts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((parts[middle] as Part).start > moment) high = middle
    else low = middle + 1
  }
  return low - 1
}

/** Two findings of two stages, and one of them a deed that is bad enough by itself. */
function isChain(parts: readonly Part[]): boolean {
  const findings = new Set(parts.map(({ finding }) => finding))
  const stages = new Set(parts.flatMap(({ stage }) => stage ?? []))
  const bad = parts.some(({ shows, severity }) => shows === 'deed' && atLeast(severity, 'high'))
  return bad && findings.size > 1 && stages.size > 1
}

function incident(target: Target, chain: readonly Part[], effects: readonly Part[]): Incident {
  const start = chain[0]?.start ?? 0
  const end = latestEnd(chain)
  const own = new Set(chain)
  const after = effects.filter(
    (part) => part.end >= start && part.start <= end + aftermath && !own.has(part),
  )
  const parts = [...chain, ...after].sort(byTime)
  const deeds = new Set(chain.flatMap(({ shows, finding }) => (shows === 'deed' ? finding : [])))
  const worst = parts.reduce<Level>((level, part) => worse(level, part.severity), 'info')
  return {
    id: idOf(target, start),
    ...target,
    severity: deeds.size >= criticalFrom ? 'critical' : worst,
    start,
    end: latestEnd(parts),
    stages: [...new Set(chain.flatMap(({ stage }) => stage ?? []))],
    parts,
  }
}

function latestEnd(parts: readonly Part[]): number {
  return parts.reduce((latest, { end }) => Math.max(latest, end), Number.NEGATIVE_INFINITY)
}

function idOf({ sensor, client, server }: Target, start: number): string {
  const text = JSON.stringify(['incident', sensor, client, server, start])
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

function byTime(a: Part, b: Part): number {
  return a.start - b.start || a.end - b.end || (a.finding < b.finding ? -1 : 1)
}
