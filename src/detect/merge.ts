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

/** The facts of the earlier one, but for dimensions on which the two disagree. */
function joinFacts(a: MinuteAtom, b: MinuteAtom): Atom {
  const facts: Record<string, number | string | null> = { ...(isFirst(a, b) ? a : b).facts }
  for (const name of dimensions) {
    if ((a.facts[name] ?? null) !== (b.facts[name] ?? null)) facts[name] = null
  }
  return facts
}

/** The facts of the earliest atom stand for all; among equals their text decides. */
function isFirst(a: MinuteAtom, b: MinuteAtom): boolean {
  if (a.ts_start !== b.ts_start) return a.ts_start < b.ts_start
  return textWithoutDimensions(a.facts) <= textWithoutDimensions(b.facts)
}

function textWithoutDimensions(facts: Atom): string {
  return JSON.stringify({ ...facts, ...Object.fromEntries(dimensions.map((name) => [name, null])) })
}
