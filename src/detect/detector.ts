/**
 * What a detector's rows show: something a client did, something that happened to a server or on the way, or that
 * messages are missing. Only deeds make an incident; absence proves nothing while the sensor is blind.
 */
export type Shows = 'deed' | 'effect' | 'absence'

/** How bad a finding is. */
export type Level = 'info' | 'low' | 'medium' | 'high' | 'critical'

/** Levels from harmless to worst. */
export const levels: readonly Level[] = ['info', 'low', 'medium', 'high', 'critical']

/** A number or text that tunes a detector. */
interface Param {
  readonly type: 'integer' | 'number' | 'string'
  readonly default: number | string
  readonly description: string
}

/** A case in a detector's header: rows through the real store, and what must be found in them. */
export interface DetectorCase {
  readonly baseline?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
  readonly policy?: Readonly<Record<string, unknown>>
  readonly params?: Readonly<Record<string, number | string>>
  readonly rows?: readonly Readonly<Record<string, unknown>>[]
  readonly expect?: readonly Readonly<Record<string, unknown>>[]
}

/** A detector: the header of its file, and its query. */
export interface Detector {
  /** Name of the file without `.sql`. */
  readonly id: string
  /** Folder it lies in: `modbus`, `dnp3`, `s7comm` or `ot`. */
  readonly folder: string
  readonly path: string
  readonly sql: string
  readonly title: string
  readonly level: Level
  /** Of all that it finds, where the site policy says so. */
  readonly fixedLevel?: Level
  readonly attack: readonly string[]
  readonly aliases: readonly string[]
  readonly reads: readonly string[]
  readonly needs: readonly string[]
  readonly params: Readonly<Record<string, Param>>
  /** Seconds before a moment that decide about it. */
  readonly lookback: number
  /** Seconds after a moment that decide about it. */
  readonly settle: number
  readonly dedup: readonly string[]
  readonly shows: Shows
  readonly explains: readonly string[]
  readonly message: string
  readonly triage: string
  readonly falsepositives: readonly string[]
  readonly never_normal: boolean
  readonly engines: readonly string[]
  readonly tests: Readonly<Record<string, DetectorCase>>
}

/** True when one level is at least as bad as another. */
export function atLeast(level: Level, floor: Level): boolean {
  return levels.indexOf(level) >= levels.indexOf(floor)
}

/** The worse of two levels. */
export function worse(a: Level, b: Level): Level {
  return atLeast(a, b) ? a : b
}
