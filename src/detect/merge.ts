import { createHash } from 'node:crypto'
import { type Detector, type Level, levels, worse } from './detector.js'
import type { Atom } from './query.js'
import type { LargeMap, Scratch } from './scratch.js'

/** Atoms are summed by half minutes: a pause shorter than that ends no burst, so nothing is lost. */
export const cellLength = 30

/** Atoms of one finding that begin in one half of a minute, summed. */
export interface MinuteAtom {
  readonly finding: string
  /** Beginning of the half minute. */
  readonly minute: number
  readonly ts_start: number
  readonly ts_end: number
  readonly count: number
  readonly level: Level
  /** The further columns of its first atom; dimensions are null where its atoms disagree on them. */
  readonly facts: Atom
}

/** What a finding says of who and where. */
export const dimensions = ['sensor', 'protocol', 'client', 'server', 'unit'] as const

const measures = new Set(['ts_start', 'ts_end', 'count', 'level'])

/** The id of the finding an atom belongs to: a hash of sensor, detector and deduplication keys. */
export function findingId(detector: Detector, atom: Atom): string {
  const keys = detector.dedup.map((name) => atom[name] ?? null)
  const text = JSON.stringify([detector.id, atom.sensor ?? null, ...keys])
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

/** Sums atoms by finding and half minute. The result does not depend on their order. */
export class MergedAtoms implements Iterable<MinuteAtom> {
  readonly #detector: Detector
  readonly #cells: LargeMap<MinuteAtom>

  constructor(detector: Detector, scratch: Scratch) {
    this.#detector = detector
    this.#cells = scratch.map(join)
  }

  add(atoms: Iterable<Atom>): void {
    for (const atom of atoms) {
      const next = toMinuteAtom(this.#detector, atom)
      this.#cells.add(`${next.finding} ${next.minute}`, next)
    }
  }

  *[Symbol.iterator](): Generator<MinuteAtom> {
    for (const [, atom] of this.#cells) yield atom
  }
}

function toMinuteAtom(detector: Detector, atom: Atom): MinuteAtom {
  const start = Number(atom.ts_start)
  const level = detector.fixedLevel ?? levels.find((each) => each === atom.level) ?? detector.level
  const facts = Object.fromEntries(Object.entries(atom).filter(([name]) => !measures.has(name)))
  return {
    finding: findingId(detector, atom),
    minute: Math.floor(start / cellLength) * cellLength,
    ts_start: start,
    ts_end: Math.max(start, Number(atom.ts_end)),
    count: Number(atom.count),
    level,
    facts,
  }
}

function join(a: MinuteAtom, b: MinuteAtom): MinuteAtom {
  return {
    ...a,
    ts_start: Math.min(a.ts_start, b.ts_start),
    ts_end: Math.max(a.ts_end, b.ts_end),
    count: a.count + b.count,
    level: worse(a.level, b.level),
    facts: joinFacts(a, b),
  }
}

/** The facts of the earlier one; a dimension on which the two disagree is null, and `…_first` says what it was first. */
function joinFacts(a: MinuteAtom, b: MinuteAtom): Atom {
  const order = compare(a, b)
  const first = order <= 0 ? a : b
  const facts: Record<string, number | string | null> = { ...first.facts }
  for (const name of dimensions) {
    if (toldBy(a, name) === toldBy(b, name) && !isSplit(a, name) && !isSplit(b, name)) continue
    const both = [toldBy(a, name), toldBy(b, name)]
    facts[name] = null
    facts[firstOf(name)] = order === 0 ? smaller(both) : toldBy(first, name)
  }
  const names = differences(a, b)
  if (names !== '') facts[differing] = names
  return facts
}

/** The fact that names the others on which atoms disagree: those of the first stand there. */
export const differing = 'differing'

/** The names of facts on which two atoms disagree, as one text. */
function differences(a: MinuteAtom, b: MinuteAtom): string {
  const names = new Set<string>()
  for (const { facts } of [a, b]) {
    for (const name of String(facts[differing] ?? '').split(' ')) if (name !== '') names.add(name)
    for (const name of Object.keys(facts)) {
      if ((a.facts[name] ?? null) !== (b.facts[name] ?? null) && !split.includes(name))
        names.add(name)
    }
  }
  return [...names].sort().join(' ')
}

/** The name of the fact that says what a dimension was first, where atoms disagree on it. */
export function firstOf(dimension: string): string {
  return `${dimension}_first`
}

function isSplit({ facts }: MinuteAtom, dimension: string): boolean {
  return firstOf(dimension) in facts
}

function toldBy({ facts }: MinuteAtom, dimension: string): number | string | null {
  return facts[dimension] ?? facts[firstOf(dimension)] ?? null
}

/** Any order would do that is always the same. */
function smaller(values: readonly (number | string | null)[]): number | string | null {
  return [...values].sort((a, b) => (String(a) < String(b) ? -1 : 1))[0] ?? null
}

/** Below 0 where the facts of the first atom stand for both: it is earlier; among equals their text decides. */
function compare(a: MinuteAtom, b: MinuteAtom): number {
  if (a.ts_start !== b.ts_start) return a.ts_start - b.ts_start
  const [one, two] = [textWithoutDimensions(a.facts), textWithoutDimensions(b.facts)]
  if (one === two) return 0
  return one < two ? -1 : 1
}

/** Facts that are not compared: dimensions, and what is said of disagreement itself. */
export const split: readonly string[] = [...dimensions, ...dimensions.map(firstOf), differing]

function textWithoutDimensions(facts: Atom): string {
  return JSON.stringify(Object.entries(facts).filter(([name]) => !split.includes(name)))
}
