// Runs one query for `otsift query`; the parent kills this process when it takes too long.

import { OtsiftError } from '../errors.js'
import { keepHeapSmall } from '../memory.js'
import { explain, openReadOnly } from './database.js'
import type { QueryMessage } from './query.js'

keepHeapSmall()

/** Rows sent at a time: the parent never holds a whole result. */
const rowsAtOnce = 1000

const tell = (message: QueryMessage) =>
  new Promise<void>((resolve) => process.send?.(message, () => resolve()))

async function run(sql: string): Promise<void> {
  try {
    const db = openReadOnly(process.argv[2] ?? '')
    const query = db.prepare(sql)
    if (!query.reader || !query.readonly) {
      await tell({
        failure: 'The query writes, or returns nothing.',
        next: 'Only reading is allowed.',
      })
      return
    }
    await tell({ columns: query.columns().map((column) => column.name) })
    let rows: unknown[][] = []
    for (const row of query.raw().iterate()) {
      rows.push(row as unknown[])
      if (rows.length === rowsAtOnce) {
        await tell({ rows })
        rows = []
      }
    }
    await tell({ rows })
    await tell({ end: true })
  } catch (error) {
    await tell(told(explain(process.argv[2] ?? '', error)))
  }
}

/** An error of the database says itself what to do; one of the SQL is told where the names are. */
function told(error: unknown): QueryMessage {
  if (error instanceof OtsiftError) return { failure: error.message, next: error.next }
  const { message } = error as Error
  const unknown = message.startsWith('no such')
  return {
    failure: `${message}.`,
    next: unknown ? 'The views and their columns are in docs/views.md.' : '',
  }
}

process.on('message', (sql: string) => void run(sql))
process.on('disconnect', () => process.exit(0))
