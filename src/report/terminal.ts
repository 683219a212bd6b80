import { printable, table } from './text.js'

/** What the place can show that is printed to. */
export interface Look {
  /** Characters of a line; `undefined` where nobody looks, and lines may be as long as they are. */
  readonly width: number | undefined
  readonly colour: boolean
}

/** A file or a pipe: plain text, each row on one line. */
export const plainLook: Look = { width: undefined, colour: false }

/** What a stream can show; NO_COLOR (no-color.org) and TERM=dumb turn colours off. */
export function lookOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  environment: Readonly<Record<string, string | undefined>>,
): Look {
  if (stream.isTTY !== true) return plainLook
  const colour = !environment.NO_COLOR && environment.TERM !== 'dumb'
  return { width: stream.columns ?? 80, colour }
}

/** Codes of ECMA-48, section 8.3.117, by the word that they colour. */
const colours: Readonly<Record<string, string>> = {
  critical: '1;31',
  high: '31',
  medium: '33',
  low: '36',
  info: '2',
}
const bold = '1'

function paint(text: string, code: string | undefined, look: Look): string {
  return look.colour && code !== undefined ? `\x1b[${code}m${text}\x1b[0m` : text
}

type Cell = string | number | null

/** How a table gives way where it is too wide. */
interface Giving {
  /** The column whose text is broken into lines. */
  readonly wrap: string
  /** Columns that are left out, the first one first. */
  readonly drop: readonly string[]
}

/** Characters that the wrapped column keeps as long as there is a column to leave out. */
const leastWrapped = 34
const gap = '  '

/** A table as wide as the place it is printed to, with severities in colour; plain where nobody looks. */
export function fitted(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  look: Look,
  { wrap, drop }: Giving,
): string {
  if (look.width === undefined) return table(columns, rows)
  const cells = rows.map((row) =>
    row.map((cell) => printable(cell === null ? '' : String(cell)).replace(/[\n\t]/g, ' ')),
  )
  const numeric = columns.map(
    (_, index) => rows.length > 0 && rows.every((row) => typeof row[index] === 'number'),
  )
  const natural = columns.map((name, index) =>
    Math.max(name.length, ...cells.map((row) => row[index]?.length ?? 0)),
  )
  const widthOf = (index: number) => natural[index] ?? 0
  const rest = (kept: readonly number[]) =>
    kept.filter((index) => columns[index] !== wrap).reduce((sum, i) => sum + widthOf(i) + 2, 0)
  let kept = columns.map((_, index) => index)
  for (const name of drop) {
    if (rest(kept) + leastWrapped <= look.width) break
    kept = kept.filter((index) => columns[index] !== name)
  }
  const room = Math.max(10, look.width - rest(kept))
  const width = (index: number) =>
    columns[index] === wrap ? Math.min(room, widthOf(index)) : widthOf(index)
  const line = (row: readonly string[], code?: (index: number) => string | undefined) =>
    kept
      .map((index) => {
        const cell = row[index] ?? ''
        const room = ' '.repeat(Math.max(0, width(index) - cell.length))
        const painted = cell === '' ? '' : paint(cell, code?.(index), look)
        return numeric[index] ? room + painted : painted + room
      })
      .join(gap)
      .trimEnd()
  const body = cells.flatMap((row) => {
    const pieces = wrapped(row[columns.indexOf(wrap)] ?? '', room)
    return pieces.map((piece, place) =>
      line(
        row.map((cell, index) => (columns[index] === wrap ? piece : place === 0 ? cell : '')),
        (index) => (columns[index] === 'severity' ? colours[row[index]?.trim() ?? ''] : undefined),
      ),
    )
  })
  return [line(columns, () => bold), ...body].map((each) => `${each}\n`).join('')
}

/** Text in lines of at most so many characters, broken between words where that is possible. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
    while (line.length > width) {
      lines.push(line.slice(0, width))
      line = line.slice(width)
    }
  }
  return [...lines, line]
}
