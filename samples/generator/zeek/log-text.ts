import { columnsOf, type LogPath } from './columns.js'
import { type JsonTimes, jsonLine } from './json.js'
import { tsvClose, tsvHeader, tsvLine } from './tsv.js'
import type { ZeekRow } from './value.js'

export interface LogTextOptions {
  format?: 'tsv' | 'json'
  times?: JsonTimes
  /** Fields a site adds to every line, JSON only: `_path`, `_system_name`. */
  extra?: ZeekRow
  /** When the file was opened and closed; without `close` there is no closing line. */
  open?: number
  close?: number
}

/** The text of one log file, for the archive and for tests. */
export function logText(
  path: LogPath,
  rows: Iterable<ZeekRow>,
  options: LogTextOptions = {},
): string {
  const columns = columnsOf(path)
  const lines: string[] = []
  if (options.format === 'json') {
    for (const row of rows) lines.push(jsonLine(columns, row, options.times, options.extra))
    return lines.join('')
  }
  lines.push(tsvHeader(path, columns, options.open ?? 0))
  for (const row of rows) lines.push(tsvLine(columns, row))
  if (options.close !== undefined) lines.push(tsvClose(options.close))
  return lines.join('')
}
