import type { LogPath } from '../zeek/columns.js'
import type { LogRow, ZeekRow } from '../zeek/value.js'
import { Heap } from './heap.js'

/** Steps of an actor: each value is how many seconds to wait before the next step. */
export type Steps = Generator<number, void, void>

/** Runs actors in the order of time and hands out log rows in the order Zeek writes them. */
export class Simulation {
  now: number
  /** A row is written only if all of these agree. */
  readonly filters: ((path: LogPath, row: ZeekRow, at: number) => boolean)[] = []
  /** The logs to make, all of them if not set. */
  wanted: ReadonlySet<LogPath> | undefined
  /** What is still open when the time is up is closed by these. */
  readonly endings: (() => void)[] = []
  readonly #events = new Heap<() => void>()
  readonly #rows = new Heap<LogRow<LogPath>>()

  constructor(start: number) {
    this.now = start
  }

  at(time: number, action: () => void): void {
    this.#events.push(Math.max(time, this.now), action)
  }

  play(time: number, steps: Steps, done?: () => void): void {
    this.at(time, () => {
      const wait = steps.next()
      if (wait.done) done?.()
      else this.play(this.now + Math.max(0, wait.value), steps, done)
    })
  }

  wants(path: LogPath): boolean {
    return !this.wanted || this.wanted.has(path)
  }

  emit(path: LogPath, row: ZeekRow, at: number): void {
    if (this.wants(path)) this.#rows.push(at, { path, at, row })
  }

  *run(until: number): Generator<LogRow<LogPath>, void, void> {
    while (this.#events.nextTime < until) {
      yield* this.#rowsBefore(this.#events.nextTime)
      const event = this.#events.pop()
      if (!event) break
      this.now = event.time
      event.item()
    }
    this.now = until
    for (const ending of this.endings) ending()
    // Zeek is stopped: what it still holds is written now.
    const last = until - 0.000001
    for (const item of this.#rowsBefore(Number.POSITIVE_INFINITY)) {
      yield item.at > last ? { ...item, at: last } : item
    }
  }

  *#rowsBefore(time: number): Generator<LogRow<LogPath>, void, void> {
    while (this.#rows.nextTime < time) {
      const next = this.#rows.pop()
      if (!next) return
      const { path, row, at } = next.item
      if (this.filters.every((keep) => keep(path, row, at))) yield next.item
    }
  }
}
