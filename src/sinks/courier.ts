import type { Database } from '../store/database.js'
import { statement } from '../store/sql.js'
import { FileSender } from './file-sender.js'
import { render } from './render.js'
import type { Outcome, Sender } from './sender.js'
import type { Sink } from './setting.js'
import { deliveryId, type Told } from './told.js'
import { WebhookSender } from './webhook-sender.js'

/** Parcels taken from the queue at a time: what waits stays in the database, not in memory. */
const batch = 50
/** Seconds until the first retry; each further one waits twice as long, up to the longest. */
const firstWait = 1
const longestWait = 300

interface Waiting {
  readonly finding: string
  readonly revision: number
  readonly attempts: number
  readonly told: string
  readonly created: string
  readonly first_told: string
}

/** What became of one round. */
export interface Round {
  readonly sink: string
  readonly delivered: number
  /** Why it ended before the queue did. */
  readonly trouble?: string | undefined
}

/** Waits for its turn to use the connection, where logs are read at the same time. */
export type Turn = <T>(work: () => T) => Promise<T>

/** Brings what is queued to one sink, at least once and under one id each. */
export class Courier {
  readonly sink: Sink
  readonly #sender: Sender
  readonly #waiting
  readonly #delivered
  readonly #failed
  #failures = 0
  #pausedUntil = 0

  constructor(db: Database, sink: Sink) {
    this.sink = sink
    const { target } = sink
    this.#sender = 'file' in target ? new FileSender(target.file) : new WebhookSender(target)
    this.#waiting = db.prepare(statement(import.meta.url, './sql/waiting.sql'))
    const key = 'WHERE sink = @sink AND finding = @finding AND revision = @revision'
    this.#delivered = db.prepare(
      `UPDATE delivery SET delivered = @now, attempts = attempts + 1, error = NULL ${key}`,
    )
    this.#failed = db.prepare(
      `UPDATE delivery SET attempts = attempts + 1, error = @why, next_try = @next ${key}`,
    )
  }

  /** Seconds until it is worth trying again; 0 for now. */
  get pause(): number {
    return Math.max(0, this.#pausedUntil - Date.now() / 1000)
  }

  /** Sends what waits, until the queue is empty or the receiver is not well. */
  async round(turn: Turn, signal?: Pick<AbortSignal, 'aborted'>): Promise<Round> {
    let delivered = 0
    while (this.pause === 0 && !signal?.aborted) {
      const waiting = await turn(() => this.#take())
      if (waiting.length === 0) break
      let index = 0
      const parcels = waiting.map((each) => ({ id: idOf(each), body: this.#render(each) }))
      for await (const outcome of this.#sender.send(parcels)) {
        const parcel = waiting[index]
        index += 1
        if (!parcel) break
        await turn(() => this.#note(parcel, outcome))
        if (outcome.kind === 'delivered') delivered += 1
        if (outcome.kind === 'down')
          return { sink: this.sink.name, delivered, trouble: outcome.why }
        if (signal?.aborted) break
      }
    }
    return { sink: this.sink.name, delivered }
  }

  close(): void {
    this.#sender.close()
  }

  #take(): Waiting[] {
    const now = Date.now() / 1000
    return this.#waiting.all({ sink: this.sink.name, now, most: batch }) as Waiting[]
  }

  #render({ finding: id, revision, told, created, first_told }: Waiting): string {
    const said = JSON.parse(told) as Told
    return render(this.sink.format, { ...said, id, revision, created, first_told })
  }

  #note({ finding, revision, attempts }: Waiting, outcome: Outcome): void {
    const key = { sink: this.sink.name, finding, revision }
    if (outcome.kind === 'delivered') {
      this.#failures = 0
      this.#delivered.run({ ...key, now: new Date().toISOString() })
      return
    }
    const now = Date.now() / 1000
    // Each waits by its own count, so that one which always makes the receiver fail does not hold up the others.
    this.#failed.run({ ...key, why: outcome.why, next: now + waitAfter(attempts + 1) })
    if (outcome.kind === 'refused') return
    this.#failures += 1
    this.#pausedUntil = now + (outcome.retryAfter ?? waitAfter(this.#failures))
  }
}

function idOf({ finding, revision }: Waiting): string {
  return deliveryId({ id: finding, revision })
}

/** Twice as long after each failure, less up to a quarter so that many sensors do not come at once. */
function waitAfter(failures: number): number {
  const full = Math.min(longestWait, firstWait * 2 ** Math.min(failures - 1, 20))
  return full * (1 - Math.random() / 4)
}
