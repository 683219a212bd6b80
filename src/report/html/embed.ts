import { printable } from '../text.js'

/**
 * A value as JSON for a data block of a page: `<` is escaped, so that no text can end the block, and what would
 * steer a terminal or turn the direction of text is replaced.
 */
function embedded(value: unknown): string {
  const safe = (_: string, part: unknown) => (typeof part === 'string' ? printable(part) : part)
  return JSON.stringify(value, safe).replaceAll('<', '\\u003c')
}

/** A data block, a row a line; browsers neither run it nor lay it out. */
export function* block(id: string, rows: Iterable<unknown>): Generator<string> {
  yield `<script type="application/json" id="${id}">`
  for (const row of rows) yield `\n${embedded(row)}`
  yield '\n</script>\n'
}
