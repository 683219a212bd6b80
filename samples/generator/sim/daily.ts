import type { Random } from '../random.js'
import { DAY, midnight } from './calendar.js'
import type { Simulation, Steps } from './simulation.js'

/** Something that works in cycles and drops its connection each night for a moment. */
export interface DailyActor {
  /** Seconds from one cycle to the next; may change while it runs. */
  period: number
  cycle(): Steps
  close(): void
}

/** Timers of real clients are late by up to this many seconds. */
const LATE = 0.08

/** Runs an actor for ever: cycle after cycle, and a new connection after each midnight. */
export function* daily(sim: Simulation, random: Random, actor: DailyActor): Steps {
  yield random.between(1, 20)
  let night = nightAfter(sim.now, random)
  let tick = sim.now
  for (;;) {
    if (sim.now >= night.close) {
      actor.close()
      yield night.reopen - sim.now
      night = nightAfter(night.reopen, random)
      tick = sim.now
    }
    yield* actor.cycle()
    tick = Math.max(tick + actor.period, sim.now)
    yield Math.min(tick + LATE * random.next(), night.close) - sim.now
  }
}

/** Each client closes and comes back at its own moment around midnight. */
function nightAfter(now: number, random: Random): { close: number; reopen: number } {
  const next = midnight(now) + DAY
  return { close: next - random.between(20, 80), reopen: next + random.between(4, 40) }
}
