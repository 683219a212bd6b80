import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../queries/', import.meta.url))

/** A question that analysts ask first, with its answer in SQL. */
export interface SavedQuery {
  readonly name: string
  readonly question: string
  readonly sql: string
}

/** The saved queries, by name: each file begins with its question as a comment. */
export function savedQueries(): SavedQuery[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const sql = readFileSync(`${folder}${file}`, 'utf8').trim()
      const question = (sql.split('\n')[0] ?? '').replace(/^--\s*/, '')
      return { name: basename(file, '.sql'), question, sql }
    })
}
