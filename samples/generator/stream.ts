import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { columnsOf, type LogPath } from './zeek/columns.js'
import { jsonLine } from './zeek/json.js'
import type { LogTextOptions } from './zeek/log-text.js'
import { tsvHeader, tsvLine } from './zeek/tsv.js'
import type { LogRow } from './zeek/value.js'

const BLOCK = 4096

/** Writes one plain file per log, `modbus.log` and so on, in flat memory: for benchmarks. */
export function writeLogs(
  rows: Iterable<LogRow<LogPath>>,
  folder: string,
  options: LogTextOptions = {},
): Map<LogPath, number> {
  mkdirSync(folder, { recursive: true })
  const files = new Map<LogPath, LogFile>()
  for (const { path, row } of rows) {
    let file = files.get(path)
    if (!file) {
      file = new LogFile(join(folder, `${path}.log`))
      files.set(path, file)
      if (options.format !== 'json') {
        file.add(tsvHeader(path, columnsOf(path), options.open ?? 0), 0)
      }
    }
    const columns = columnsOf(path)
    const json = options.format === 'json'
    file.add(json ? jsonLine(columns, row, options.times, options.extra) : tsvLine(columns, row))
  }
  for (const file of files.values()) file.end()
  return new Map([...files].map(([path, file]) => [path, file.rows]))
}

class LogFile {
  rows = 0
  readonly #handle: number
  #lines: string[] = []

  constructor(name: string) {
    this.#handle = openSync(name, 'w')
  }

  add(text: string, rows = 1): void {
    this.rows += rows
    this.#lines.push(text)
    if (this.#lines.length >= BLOCK) this.#flush()
  }

  end(): void {
    this.#flush()
    closeSync(this.#handle)
  }

  #flush(): void {
    writeSync(this.#handle, this.#lines.join(''))
    this.#lines = []
  }
}
