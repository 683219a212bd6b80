export type Scalar = string | number | boolean
export type ZeekValue = Scalar | readonly Scalar[] | undefined
export type ZeekRow = Record<string, ZeekValue>

/** A log line before it is text: which log, when Zeek writes it, and its fields by name. */
export interface LogRow<Path extends string = string> {
  path: Path
  at: number
  row: ZeekRow
}
