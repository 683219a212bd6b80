import { createHash } from 'node:crypto'
import type Database from 'better-sqlite3'
import type { Detector } from './detector.js'
import { tokens } from './tokens.js'

/** Tables of the policy that lie behind a view. */
const behind: readonly (readonly [string, readonly string[]])[] = [
  ['learned_', ['policy_stand_in']],
  ['v_point_value', ['policy_point']],
  ['address_place', ['policy_network']],
]

/** What may change what a detector finds in the same rows: the baseline, the views, what it reads of the policy. */
export class Context {
  readonly #db: Database.Database
  readonly #always: string
  readonly #tables = new Map<string, string>()

  constructor(db: Database.Database) {
    this.#db = db
    this.#always = JSON.stringify([
      db.prepare('SELECT id FROM baseline WHERE active = 1').all(),
      db.prepare("SELECT value FROM meta WHERE key = 'views'").all(),
    ])
  }

  /** Changes with whatever may change what the detector finds in the same rows. */
  of(detector: Detector, params: object): string {
    const { tests: _tests, path: _path, ...own } = detector
    const policy = policyTables(detector.sql).map((name) => this.#table(name))
    return hash([own, params, this.#always, ...policy])
  }

  #table(name: string): string {
    let text = this.#tables.get(name)
    if (text === undefined) {
      text = tableHash(this.#db, name)
      this.#tables.set(name, text)
    }
    return text
  }
}

/** The tables of the policy that a query reads, by itself or through views. */
function policyTables(sql: string): string[] {
  const found = new Set<string>()
  for (const { kind, text } of tokens(sql)) {
    if (kind !== 'word') continue
    if (text.startsWith('policy_')) found.add(text)
    for (const [view, names] of behind) {
      if (text.startsWith(view)) for (const name of names) found.add(name)
    }
  }
  return [...found].sort()
}

/** A hash of all rows of a table; empty where there is none of that name. */
export function tableHash(db: Database.Database, name: string): string {
  const there = db
    .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")
    .get(name)
  return there === undefined ? '' : hash(db.prepare(`SELECT * FROM "${name}"`).raw().all())
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)
}
