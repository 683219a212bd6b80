import type { Known } from '../baseline/contents.js'
import { type Section, sections } from './baseline-sections.js'
import { printable, table } from './text.js'

/** Rows shown of each table, unless all are asked for. */
const mostRows = 12

/** What a baseline knows beside pairs and polls, a table each, for a person to read. */
export function contentsText(
  contents: Readonly<Record<string, readonly Known[]>>,
  full: boolean,
): string {
  return Object.entries(contents)
    .map(([name, rows]) => sectionText(sections[name] ?? plain(name, rows), rows, full))
    .join('\n')
}

function sectionText(section: Section, rows: readonly Known[], full: boolean): string {
  const { title, columns, thin } = section
  const reasons = rows.map((row) => thin?.(row) ?? '')
  const few = reasons.filter((reason) => reason !== '').length
  // What is judged comes first; what is not is the rest.
  const order = [...rows.keys()].sort(
    (a, b) => Number(reasons[a] !== '') - Number(reasons[b] !== ''),
  )
  const shown = full ? order : order.slice(0, mostRows)
  const names = Object.keys(columns)
  const lines = shown.map((index) => {
    const row = rows[index] ?? {}
    const cells = names.map((name) => columns[name]?.(row) ?? null)
    return [`  ${cells[0] ?? ''}`, ...cells.slice(1), ...(few > 0 ? [reasons[index] ?? ''] : [])]
  })
  const header = [`  ${names[0]}`, ...names.slice(1), ...(few > 0 ? ['not judged'] : [])]
  const head = `${title}: ${rows.length}${few > 0 ? `, ${few} of them not judged` : ''}`
  const more = rows.length - shown.length
  const rest = more > 0 ? `  and ${more} more; --full shows them, --json has them\n` : ''
  return `${printable(head)}\n${table(header, lines)}${rest}`
}

/** A table that has no section of its own yet is shown as it is. */
function plain(name: string, rows: readonly Known[]): Section {
  const columns = Object.keys(rows[0] ?? {}).map((column) => [
    column,
    (row: Known) => cell(row[column]),
  ])
  return { title: name, columns: Object.fromEntries(columns) }
}

function cell(value: unknown): string | number | null {
  return typeof value === 'number' || value === null ? value : String(value)
}
