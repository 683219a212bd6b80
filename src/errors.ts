/** What went wrong, as a closed set: `usage`, `policy`, `io`, `input`, `detector`, `locked`, `version`. */
export type ErrorCode =
  | 'usage'
  | 'policy'
  | 'io'
  | 'input'
  | 'empty'
  | 'detector'
  | 'locked'
  | 'version'

/** Where an error was found. */
export interface ErrorPlace {
  readonly file?: string
  readonly line?: number
  /** 1 is the first. */
  readonly column?: number
}

/** The one error a user may see: what happened, where, and what to do next. */
export class OtsiftError extends Error {
  readonly code: ErrorCode
  readonly place: ErrorPlace
  readonly next: string

  constructor(code: ErrorCode, message: string, next = '', place: ErrorPlace = {}) {
    super(message)
    this.name = 'OtsiftError'
    this.code = code
    this.next = next
    this.place = place
  }

  /** One line for the terminal: `file:line:column: message. What to do.` */
  override toString(): string {
    const { file, line, column } = this.place
    const place = [file, line, column].filter((part) => part !== undefined).join(':')
    const where = file === undefined ? '' : `${place}: `
    return `${where}${this.message}${this.next === '' ? '' : ` ${this.next}`}`
  }
}

/** The exit code for an error: 3 when nothing was recognisable in the input, else 2. */
export function exitCode(error: unknown): number {
  return error instanceof OtsiftError && error.code === 'empty' ? 3 : 2
}
