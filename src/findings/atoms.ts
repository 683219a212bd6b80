import type Database from 'better-sqlite3'
import { cellLength, dimensions, firstOf, type MinuteAtom, split } from '../detect/merge.js'

/** Atoms that are read at a time: a finding may have one for each half minute of years. */
const portion = 500
/** Beyond every time of a log, in epoch seconds. */
export const endOfTime = 1e12

interface StoredAtom extends Omit<MinuteAtom, 'facts'> {
  readonly facts: string
}

type Facts = Readonly<Record<string, unknown>>

/** Reads the atoms of findings in order of time, a portion at a time: others may read and write in between. */
export class StoredAtoms {
  readonly #next: Database.Statement

  constructor(db: Database.Database) {
    // A finding has one atom of each half minute, so the order of half minutes is that of time.
    this.#next = db.prepare(
      `SELECT finding, minute, ts_start, ts_end, count, level, facts FROM finding_atom
       WHERE detector = ? AND finding = ? AND minute > ? AND minute <= ? ORDER BY minute LIMIT ${portion}`,
    )
  }

  /** The atoms of a finding that begin at `start` or later and at `end` or earlier, in epoch seconds. */
  *of(
    detector: string,
    finding: string,
    start = -endOfTime,
    end = endOfTime,
  ): Generator<MinuteAtom> {
    let after = start - cellLength
    let read: StoredAtom[]
    do {
      read = this.#next.all(detector, finding, after, end) as StoredAtom[]
      for (const atom of read) {
        after = atom.minute
        if (atom.ts_start < start || atom.ts_start > end) continue
        yield { ...atom, facts: JSON.parse(atom.facts) }
      }
    } while (read.length === portion)
  }
}

/** What atoms say together. */
export class AtomSum {
  #first: Facts | undefined
  readonly #agreed: Record<string, unknown> = {}
  /** Other facts on which atoms disagree. */
  readonly differing = new Set<string>()
  count = 0
  first_seen = Number.POSITIVE_INFINITY
  last_seen = Number.NEGATIVE_INFINITY

  /** The facts of the first atom, but for dimensions on which atoms disagree; `undefined` without any. */
  get facts(): Facts | undefined {
    return this.#first && { ...this.#first, ...this.#agreed }
  }

  /** The facts for a message: the dimensions that are `several` are told as they were first. */
  get spoken(): { readonly facts: Facts; readonly several: ReadonlySet<string> } {
    const facts: Record<string, unknown> = { ...this.facts }
    const several = new Set<string>()
    for (const name of dimensions) {
      const first = this.#first?.[name] ?? this.#first?.[firstOf(name)] ?? null
      if ((facts[name] ?? null) !== null || first === null) continue
      facts[name] = first
      several.add(name)
    }
    return { facts, several }
  }

  /** Takes atoms, given in order of time, into the sum while they pass by. */
  *over(atoms: Iterable<MinuteAtom>): Generator<MinuteAtom> {
    for (const atom of atoms) {
      this.add(atom)
      yield atom
    }
  }

  /** Takes one atom into the sum, later than those before. */
  add({ facts, count, ts_start, ts_end }: MinuteAtom): void {
    const first = this.#first === undefined
    for (const name of dimensions) {
      const value = facts[name] ?? null
      if (first) this.#agreed[name] = value
      else if (this.#agreed[name] !== value) this.#agreed[name] = null
    }
    if (this.#first) this.#compare(this.#first, facts)
    this.#first ??= facts
    this.count += count
    this.first_seen = Math.min(this.first_seen, ts_start)
    this.last_seen = Math.max(this.last_seen, ts_end)
  }

  #compare(first: Facts, facts: Facts): void {
    for (const name of Object.keys(first)) {
      if (first[name] !== facts[name] && !split.includes(name)) this.differing.add(name)
    }
  }
}

/** The sum of atoms, given in order of time. */
export function sumOf(atoms: Iterable<MinuteAtom>): AtomSum {
  const sum = new AtomSum()
  for (const atom of atoms) sum.add(atom)
  return sum
}
