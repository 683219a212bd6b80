import type Database from 'better-sqlite3'

const weekLength = 7 * 86_400
/** 1 January 1970 was a Thursday: so far into a week that begins on Monday, in seconds. */
const firstOfEpoch = 3 * 86_400

interface Window {
  readonly since: number
  readonly until: number
  readonly week_from: number
  readonly week_to: number
  readonly server: string
}

interface Shift {
  readonly since: number
  readonly until: number
  readonly shift: number
}

/** The maintenance windows of the policy. */
export class MaintenanceWindows {
  readonly #windows: readonly Window[]
  readonly #shifts: readonly Shift[]

  constructor(db: Database.Database) {
    this.#windows = db.prepare('SELECT * FROM policy_window').all() as Window[]
    this.#shifts = db.prepare('SELECT * FROM policy_clock ORDER BY since').all() as Shift[]
  }

  /** True where one window covers a stretch on a server from its start to its end; null is no one server. */
  cover(server: string | null, start: number, end: number): boolean {
    return this.#windows.some(
      (window) =>
        (window.server === '' || window.server === server) &&
        covers(window, start, this.#weekSecond(start)) &&
        covers(window, end, this.#weekSecond(start) + end - start),
    )
  }

  #weekSecond(moment: number): number {
    const fits = this.#shifts.find(({ since, until }) => moment >= since && moment < until)
    return (moment + (fits?.shift ?? 0) + firstOfEpoch) % weekLength
  }
}

function covers(window: Window, moment: number, weekSecond: number): boolean {
  return (
    moment >= window.since &&
    moment <= window.until &&
    weekSecond >= window.week_from &&
    weekSecond <= window.week_to
  )
}
