import { coveredStretch, learn } from '../baseline/learn.js'
import { foundWhileLearning } from '../baseline/show.js'
import type { Database } from '../store/database.js'

const dayLength = 86_400
/** Days of logs after which a baseline is proposed. */
const proposeAfter = 7
/** Name of a baseline that nobody named. */
const name = 'main'

/** Proposes a baseline once there are seven days of logs and none is active, or learns it where that was asked for. */
export class Proposal {
  readonly #db: Database
  readonly #learns: boolean
  #told = false

  constructor(db: Database, learns: boolean) {
    this.#db = db
    this.#learns = learns
  }

  /** What there is to say about a baseline, once; `undefined` while there is nothing. */
  tell(): string | undefined {
    if (this.#told || this.#hasBaseline()) return undefined
    const covered = coveredStretch(this.#db)
    if (!covered || covered.to - covered.from < proposeAfter * dayLength) return undefined
    this.#told = true
    const suspects = foundWhileLearning(this.#db, covered).length
    const doubt =
      suspects === 0
        ? ''
        : `; ${suspects} finding(s) of high or critical lie in them: see \`otsift findings list\``
    if (!this.#learns)
      return `seven days are read: \`otsift baseline learn\` would call them normal${doubt}\n`
    const { excluded } = learn(this.#db, { name, minimum: proposeAfter * 24 })
    const out =
      excluded === 0 ? '' : `, ${excluded} function(s) that are never normal were kept out`
    return `seven days were learned as baseline ${name}${out}${doubt}; \`otsift baseline show\` tells what is normal now\n`
  }

  #hasBaseline(): boolean {
    return this.#db.prepare('SELECT 1 FROM baseline WHERE active = 1').get() !== undefined
  }
}
