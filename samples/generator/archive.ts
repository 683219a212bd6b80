import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DAY } from './sim/calendar.js'
import type { LogPath } from './zeek/columns.js'
import { type LogTextOptions, logText } from './zeek/log-text.js'
import type { LogRow, ZeekRow } from './zeek/value.js'

export interface ArchiveFile {
  /** `2026-03-02/modbus.00:00:00-00:00:00.log.gz` */
  name: string
  path: LogPath
  rows: number
  text: string
}

export interface ArchiveOptions extends LogTextOptions {
  /** Seconds between rotations: a day if not said; 3600 is what zeekctl does. */
  every?: number
}

/** Cuts log rows, as they come, into the files zeekctl would have archived. */
export function* archiveFiles(
  rows: Iterable<LogRow<LogPath>>,
  options: ArchiveOptions = {},
): Generator<ArchiveFile, void, void> {
  const every = options.every ?? DAY
  let open = Number.NEGATIVE_INFINITY
  let held = new Map<LogPath, ZeekRow[]>()
  for (const { path, at, row } of rows) {
    if (at >= open + every) {
      yield* filesOf(held, open, every, options)
      held = new Map()
      open = Math.floor(at / every) * every
    }
    const list = held.get(path)
    if (list) list.push(row)
    else held.set(path, [row])
  }
  yield* filesOf(held, open, every, options)
}

function* filesOf(
  held: Map<LogPath, ZeekRow[]>,
  open: number,
  every: number,
  options: ArchiveOptions,
): Generator<ArchiveFile, void, void> {
  const close = open + every
  for (const [path, rows] of [...held].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const name = `${day(open)}/${path}.${clock(open)}-${clock(close)}.log.gz`
    const text = logText(path, rows, { ...options, open, close })
    yield { name, path, rows: rows.length, text }
  }
}

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString()
const day = (seconds: number): string => iso(seconds).slice(0, 10)
const clock = (seconds: number): string => iso(seconds).slice(11, 19)

/** Writes files below a folder, packed, with nothing in the gzip header that depends on the day. */
export function writeArchiveFile(folder: string, file: ArchiveFile): number {
  const target = join(folder, file.name)
  const packed = gzipSync(file.text, { level: 9 })
  packed.fill(0, 4, 8)
  packed[9] = 255
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, packed)
  return packed.length
}
