import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { OtsiftError } from '../errors.js'
import { limitMemory } from '../memory.js'

const childPath = fileURLToPath(new URL('./query-child.js', import.meta.url))

/** Megabytes that the process of a query may take: one value of SQLite may have a gigabyte. */
const mostMegabytes = 512

/** What the child tells: the columns, then rows in portions, then how it ended. */
export type QueryMessage =
  | { readonly columns: readonly string[] }
  | { readonly rows: readonly (readonly unknown[])[] }
  | { readonly end: true }
  | { readonly failure: string; readonly next: string }

/** Rows of a query as they come. */
export interface QuerySink {
  columns(names: readonly string[]): void
  rows(rows: readonly (readonly unknown[])[]): void
}

/**
 * Runs a user's query in a process of its own, on a connection that cannot write, for at most `limit` seconds.
 * Throws `usage` for SQL that is wrong, writes, takes too long or too much memory.
 */
export function runQuery(path: string, sql: string, limit: number, sink: QuerySink): Promise<void> {
  const child = fork(childPath, [path], { serialization: 'advanced', execArgv: [] })
  return new Promise((resolve, reject) => {
    const fail = (what: string, next: string) => {
      clearTimeout(timer)
      stopLooking()
      child.removeAllListeners()
      child.kill('SIGKILL')
      reject(new OtsiftError('usage', what, next))
    }
    const timer = setTimeout(() => {
      fail(
        `The query took longer than ${limit} s.`,
        'Narrow it by time (ts), or allow more with --timeout.',
      )
    }, limit * 1000)
    const stopLooking = limitMemory(Number(child.pid), mostMegabytes * 2 ** 20, () => {
      fail(
        `The query took more than ${mostMegabytes} MB of memory.`,
        'Ask for less at a time: no text or blob of that size, fewer rows at once in group_concat.',
      )
    })
    child.on('message', (message: QueryMessage) => {
      if ('columns' in message) sink.columns(message.columns)
      else if ('rows' in message) sink.rows(message.rows)
      else if ('failure' in message) fail(message.failure, message.next)
      else {
        clearTimeout(timer)
        stopLooking()
        child.removeAllListeners()
        child.kill()
        resolve()
      }
    })
    child.on('exit', () => fail('The process that ran the query ended.', 'Run it again.'))
    child.send(sql)
  })
}
