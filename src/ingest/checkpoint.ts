import type Database from 'better-sqlite3'
import { tailLength } from '../files/fingerprint.js'
import { statement } from '../store/sql.js'
import type { Header } from '../zeek/header.js'
import type { PairingState } from './pairing.js'

/** How far a log has been read, and what it takes to go on from there. */
export interface Checkpoint {
  readonly id: number
  readonly generation: number
  path: string
  offset: number
  tail: Buffer
  line: number
  rows: number
  stored: number
  rejected: number
  unfinished: number
  damage: string | null
  first_ts: number | null
  last_ts: number | null
  /** Largest step back in time from one row to the next, in seconds. */
  backwards: number
  /** Seconds that the latest row is later than the file was written. */
  ahead: number
  /** `ResumeState` as JSON. */
  state: string
}

/** The parser's state at a checkpoint. */
export interface ResumeState {
  readonly header?: Header
  readonly pairing?: PairingState
  /** Time of the last row, to see a step back to the next. */
  readonly last?: number | undefined
}

/** What makes a log the same log under any name. */
export interface Identity {
  readonly sensor: string
  readonly log: string
  readonly fingerprint: string
}

/** The table of logs that were read. */
export class Checkpoints {
  readonly #all
  readonly #add
  readonly #save

  constructor(db: Database.Database) {
    this.#all = db.prepare(
      'SELECT * FROM ingest_file WHERE sensor = ? AND log = ? AND fingerprint = ? ORDER BY generation',
    )
    this.#add = db.prepare(statement(import.meta.url, './sql/add-file.sql'))
    this.#save = db.prepare(statement(import.meta.url, './sql/save-checkpoint.sql'))
  }

  /** The logs that begin like this one, oldest first. */
  alike(identity: Identity): Checkpoint[] {
    return this.#all.all(identity.sensor, identity.log, identity.fingerprint) as Checkpoint[]
  }

  /** Enters a new log. */
  add(identity: Identity, generation: number, path: string): Checkpoint {
    const id = Number(this.#add.run({ ...identity, generation, path }).lastInsertRowid)
    return {
      id,
      generation,
      path,
      offset: 0,
      tail: Buffer.alloc(0),
      line: 0,
      rows: 0,
      stored: 0,
      rejected: 0,
      unfinished: 0,
      damage: null,
      first_ts: null,
      last_ts: null,
      backwards: 0,
      ahead: 0,
      state: '{}',
    }
  }

  /** Writes how far a log has been read, in the transaction of its rows. */
  save(checkpoint: Checkpoint): void {
    this.#save.run(checkpoint)
  }
}

/** True when the bytes before a checkpoint's offset are those it remembers. */
export function continues(checkpoint: Checkpoint, before: Buffer): boolean {
  const length = Math.min(tailLength, checkpoint.tail.length, before.length)
  return (
    length === checkpoint.tail.length &&
    before.subarray(before.length - length).equals(checkpoint.tail.subarray(0, length))
  )
}
