import type { Held } from './held.js'

/** What a stretch and a transition take in memory, in bytes. */
const sequenceSize = 500
const transitionSize = 200

/** Different transitions kept of a channel and hour; one with more has no cycle to learn. */
export const mostTransitions = 512

/** How often one request followed another. */
export interface Transition {
  readonly previous: number
  readonly next: number
  count: number
  first_ts: number
  last_ts: number
}

/** The first and the last request of a stretch; the columns of `sequence_hour`. */
export interface Ends {
  requests: number
  first: number
  first_ts: number
  last: number
  last_ts: number
  unordered: number
}

const seriesFactor = 2 ** 34
const addressFactor = 2 ** 17
const most = addressFactor - 2

/** A request as one number: what is asked, and of which addresses. */
export function symbolOf(series: number, address: number | null, quantity: number | null): number {
  const at = address === null ? 0 : Math.min(address, most) + 1
  const size = quantity === null ? 0 : Math.min(quantity, most) + 1
  return series * seriesFactor + at * addressFactor + size
}

/** The order of the requests of one channel within one hour. */
export class Sequence implements Ends {
  readonly hour: number
  /** By what came before. */
  #transitions: Map<number, Transition[]> | undefined
  requests = 1
  unordered = 0
  readonly first: number
  readonly first_ts: number
  last: number
  last_ts: number
  #different = 0
  readonly #held: Held

  constructor(hour: number, ts: number, symbol: number, held: Held) {
    this.#held = held
    held.waiting += sequenceSize
    this.hour = hour
    this.first = symbol
    this.last = symbol
    this.first_ts = ts
    this.last_ts = ts
  }

  /** Takes the next request of the same hour; false where it is older than the one before. */
  add(ts: number, symbol: number): boolean {
    if (ts < this.last_ts) return false
    this.requests += 1
    if (this.unordered === 0) this.#count(ts, symbol)
    this.last = symbol
    this.last_ts = ts
    return true
  }

  #count(ts: number, symbol: number): void {
    this.#transitions ??= new Map()
    const after = this.#transitions.get(this.last)
    const known = after && followedBy(after, symbol)
    if (known) {
      known.count += 1
      known.last_ts = ts
      return
    }
    const fresh = { previous: this.last, next: symbol, count: 1, first_ts: ts, last_ts: ts }
    if (after) after.push(fresh)
    else this.#transitions.set(this.last, [fresh])
    this.#held.waiting += transitionSize
    this.#different += 1
    if (this.#different > mostTransitions) {
      this.unordered = 1
      this.#transitions = undefined
    }
  }

  /** Every transition that was seen. */
  *all(): Generator<Transition> {
    for (const after of this.#transitions?.values() ?? []) yield* after
  }
}

/** Few requests are followed by more than one or two others. */
function followedBy(after: readonly Transition[], symbol: number): Transition | undefined {
  for (const each of after) if (each.next === symbol) return each
  return undefined
}

/** Joins the ends of two stretches of an hour of which one is older, and tells what followed where they meet. */
export function joinEnds(a: Ends, b: Ends): { ends: Ends; between: Transition } | undefined {
  if (a.first_ts > b.last_ts) return joinEnds(b, a)
  if (b.first_ts <= a.last_ts) return undefined
  return {
    ends: {
      requests: a.requests + b.requests,
      first: a.first,
      first_ts: a.first_ts,
      last: b.last,
      last_ts: b.last_ts,
      unordered: Math.max(a.unordered, b.unordered),
    },
    between: {
      previous: a.last,
      next: b.first,
      count: 1,
      first_ts: b.first_ts,
      last_ts: b.first_ts,
    },
  }
}
