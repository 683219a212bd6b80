/** What a function does, in one vocabulary over all protocols. */
export type Action =
  | 'read'
  | 'write'
  | 'control'
  | 'program'
  | 'upload'
  | 'mode'
  | 'restart'
  | 'file'
  | 'config'
  | 'identify'
  | 'diagnose'
  | 'time'
  | 'alarm'
  | 'auth'
  | 'freeze'
  | 'other'

/** One function, or one sub-function, of a protocol. */
export interface FunctionCode {
  readonly code: number
  /** Decimal sub-function or PI service name; absent for the function itself. */
  readonly sub?: string
  readonly name: string
  readonly action: Action
}
