import { listFindings } from '../report/findings.js'
import { listIncidents } from '../report/incidents.js'
import { findingsTable, incidentsTable } from '../report/overview.js'
import type { Database } from '../store/database.js'
import type { Proposal } from '../watch/proposal.js'
import type { Output } from './options.js'

/** Prints findings that are new or have grown worse, and proposes a baseline once there is enough. */
export class News {
  readonly #db: Database
  readonly #output: Output
  readonly #told = new Map<string, string>()
  readonly #proposal: Proposal

  constructor(db: Database, output: Output, proposal: Proposal) {
    this.#db = db
    this.#output = output
    this.#proposal = proposal
  }

  tell(): void {
    const fresh = this.#fresh(listFindings(this.#db))
    if (fresh.length > 0) this.#output.stdout(findingsTable(fresh))
    const incidents = this.#fresh(listIncidents(this.#db))
    if (incidents.length > 0) this.#output.stdout(incidentsTable(incidents))
    const proposal = this.#proposal.tell()
    if (proposal !== undefined) this.#output.stderr(proposal)
  }

  /** What was not told yet, or is worse or milder now. */
  #fresh<T extends { id: string; severity: string }>(all: readonly T[]): T[] {
    const fresh = all.filter((each) => this.#told.get(each.id) !== each.severity)
    for (const each of fresh) this.#told.set(each.id, each.severity)
    return fresh
  }
}
