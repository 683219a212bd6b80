import type Database from 'better-sqlite3'
import type { Detector } from '../detect/detector.js'
import { bindings } from '../detect/query.js'
import { StoredAtoms, sumOf } from '../findings/atoms.js'
import { fillMessage } from '../findings/message.js'
import { SiteNames } from '../findings/names.js'
import type { Finding } from './findings.js'

/** Says what to check about findings, with the facts that their messages have. */
export class Triage {
  readonly #atoms: StoredAtoms
  readonly #names: SiteNames

  constructor(db: Database.Database) {
    this.#atoms = new StoredAtoms(db)
    this.#names = new SiteNames(db)
  }

  /** What to check about a finding; a sentence is left out that asks about what is not known. */
  of(detector: Detector, finding: Finding): string {
    // Most ask about nothing in particular: their atoms need not be read.
    if (!detector.triage.includes('{')) return detector.triage
    const { facts, several } = sumOf(this.#atoms.of(detector.id, finding.id)).spoken
    const known = Object.entries(finding).filter(([, value]) => value !== null)
    const told = this.#names.speak({
      ...bindings(detector),
      ...facts,
      ...Object.fromEntries(known),
    })
    return sentences(detector.triage)
      .filter((each) => placeholders(each).every((name) => (told[name] ?? null) !== null))
      .map((each) => fillMessage(each, told, several))
      .join(' ')
  }
}

function sentences(text: string): string[] {
  return text.split(/(?<=[.?!]) /)
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)/g)].map(([, name = '']) => name)
}
