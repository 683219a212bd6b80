/** Control characters, escape sequences among them, and marks that turn the direction of text. */
const unprintable = /\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/** Text from logs made safe for a terminal; line ends and tabs stay. */
export function printable(text: string): string {
  return text.replace(unprintable, (mark) => (mark === '\n' || mark === '\t' ? mark : '?'))
}

/** A time as people read it, UTC. */
export function utc(ts: number | null | undefined): string {
  if (ts === null || ts === undefined) return ''
  return new Date(Math.floor(ts * 1000)).toISOString().replace('T', ' ').slice(0, 19)
}

/** Rows as an aligned table with a header; text columns to the left, numbers to the right. */
export function table(
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const cells = rows.map((row) =>
    row.map((cell) => printable(cell === null ? '' : String(cell)).replace(/\n/g, ' ')),
  )
  const widths = columns.map((name, index) =>
    cells.reduce((widest, row) => Math.max(widest, row[index]?.length ?? 0), name.length),
  )
  const numeric = columns.map(
    (_, index) =>
      rows.length > 0 && rows.every((row) => row[index] === null || typeof row[index] === 'number'),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) =>
        numeric[index] ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [line(columns), ...cells.map(line)].map((each) => `${each}\n`).join('')
}
