import type { Database } from '../store/database.js'
import { Courier, type Round, type Turn } from './courier.js'
import type { Sink } from './setting.js'

/** A sink that is served. */
interface Served {
  readonly sink: Sink
  readonly courier: Courier
  /** Its sink is gone, or is another one by now: its round ends after the parcel at hand. */
  stopped: boolean
  round?: Promise<void> | undefined
}

/** The couriers of the sinks in force. Each goes at its own pace, so that a slow receiver holds up no other. */
export class Couriers {
  readonly #db: Database
  readonly #told: (round: Round) => void
  readonly #trouble: (error: Error) => void
  readonly #served = new Map<string, Served>()
  #sinks: readonly Sink[] = []

  /** `told` hears how each round ended, `trouble` of what is wrong with the database. */
  constructor(db: Database, told: (round: Round) => void, trouble: (error: Error) => void) {
    this.#db = db
    this.#told = told
    this.#trouble = trouble
  }

  /** Serves these sinks from now on, and no other; one whose setting is as before is not disturbed. */
  serve(sinks: readonly Sink[]): void {
    this.#sinks = sinks
    for (const served of this.#served.values()) served.stopped = !this.#isWanted(served)
    this.#renew()
  }

  /** Lets each courier that rests bring what waits for it, until the signal. */
  start(turn: Turn, signal: AbortSignal): void {
    this.#renew()
    for (const served of this.#served.values()) {
      served.round ??= this.#round(served, turn, signal).finally(() => {
        served.round = undefined
      })
    }
  }

  /** Waits for the rounds that are under way. */
  async rest(): Promise<void> {
    await Promise.all([...this.#served.values()].map(({ round }) => round))
  }

  close(): void {
    for (const { courier } of this.#served.values()) courier.close()
    this.#served.clear()
  }

  async #round(served: Served, turn: Turn, signal: AbortSignal): Promise<void> {
    // No AbortSignal.any: four a second would hang on the one signal of a watch that runs for months.
    const until = {
      get aborted() {
        return signal.aborted || served.stopped
      },
    }
    try {
      this.#told(await served.courier.round(turn, until))
    } catch (error) {
      this.#trouble(error as Error)
    }
  }

  /** Lets go of couriers whose sink is gone and who rest, and has one for each sink. */
  #renew(): void {
    for (const [name, served] of this.#served) {
      if (!served.stopped || served.round) continue
      served.courier.close()
      this.#served.delete(name)
    }
    for (const sink of this.#sinks) {
      // One that still brings a parcel to where its sink was is waited for: nothing is sent by two at a time.
      if (this.#served.has(sink.name)) continue
      const courier = new Courier(this.#db, sink)
      this.#served.set(sink.name, { sink, courier, stopped: false })
    }
  }

  #isWanted({ sink }: Served): boolean {
    return this.#sinks.some((each) => JSON.stringify(each) === JSON.stringify(sink))
  }
}
