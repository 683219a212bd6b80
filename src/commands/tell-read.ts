import type { IngestResult } from '../ingest/run.js'
import { printable } from '../report/text.js'
import type { Output } from './options.js'

/** Tells what was read; exits with 3 where not one line of it could be. */
export function tellRead(read: IngestResult, output: Output): void {
  output.stderr(readLine(read))
  for (const { path, reason } of read.unreadable) {
    output.stderr(printable(`${path} was not read: ${reason}\n`))
    process.exitCode = 2
  }
  if (read.rows === 0 || read.rejected < read.rows) return
  output.stderr('not one line could be read as a log; see `otsift status`\n')
  process.exitCode = 3
}

/** What was read, in a line, and which logs could not be read to their end. */
function readLine(read: IngestResult): string {
  const times = read.logs.length === 1 ? 'log' : 'logs'
  const left = read.logs.filter((log) => log.unfinished > 0).length
  return [
    `read ${read.rows} rows of ${read.logs.length} ${times}: ${read.stored} stored, ${read.rejected} rejected`,
    read.ignored > 0
      ? `${read.ignored} ${read.ignored === 1 ? 'file is no log' : 'files are no logs'} that otsift reads`
      : '',
    left > 0
      ? `${left} ${left === 1 ? 'ends' : 'end'} in an unfinished line, left for the next run`
      : '',
  ]
    .filter((part) => part !== '')
    .join('; ')
    .concat('\n', ...read.logs.map(damageLine))
}

function damageLine(log: IngestResult['logs'][number]): string {
  return log.damage === undefined ? '' : printable(`${log.path}: ${log.damage}\n`)
}
