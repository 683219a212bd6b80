import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Transform } from '@json2csv/node'

/** Text a spreadsheet would take for a formula gets a quote in front (OWASP, CSV injection). */
export function formulaSafe(value: unknown): unknown {
  return typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
}

/** Writes rows as CSV with a header, even when there are none. */
export async function writeCsv(
  columns: readonly string[],
  rows: Iterable<Readonly<Record<string, unknown>>>,
  write: (text: string) => void,
): Promise<void> {
  const safe = function* () {
    for (const row of rows) {
      yield Object.fromEntries(columns.map((name) => [name, formulaSafe(row[name])]))
    }
  }
  const toCsv = new Transform({ fields: [...columns] }, {}, { objectMode: true })
  await pipeline(Readable.from(safe()), toCsv, async (source: AsyncIterable<Buffer | string>) => {
    for await (const piece of source) write(String(piece))
  })
  write('\n')
}
