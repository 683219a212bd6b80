import { basename } from 'node:path'

/** What the name of a log file says about it. */
export interface LogName {
  /** Zeek's log stream, such as `modbus` or `conn`; `undefined` when the name says nothing. */
  readonly log: string | undefined
  /** The logger that wrote it (`-logger-1` in a zeekctl archive). */
  readonly logger: string | undefined
  /** True for a copy by corelight/json-streaming-logs, which repeats the plain log. */
  readonly streaming: boolean
}

/** What a log's name ends in: logrotate puts a number, a day or `old` behind it. */
const extension = /\.(log|json|ndjson|jsonl|tsv)(\.\d{1,4}|-\d{8,10}|\.old)?(\.gz)?$/i
const rotation = [
  /\.\d{4}-\d{2}-\d{2}-\d{2}-\d{2}-\d{2}$/, // modbus.2026-11-19-10-00-00
  /-\d{2}-\d{2}-\d{2}_\d{2}\.\d{2}\.\d{2}$/, // modbus-26-11-19_10.00.00
  /_\d{8}_\d{2}:\d{2}.*$/s, // modbus_20261119_10:00, Security Onion
  /__.*$/s, // modbus__open__close__k=v, zeek-archiver
  /\.\d+$/, // json_streaming_modbus.1
]
const archive = /\.\d{2}[:.-]\d{2}[:.-]\d{2}-(?:\d{2}[:.-]\d{2}[:.-]\d{2}|current)(?:-(.+))?$/s

/** Tells whether a file name looks like a log at all (plain or gzip). */
export function looksLikeLog(path: string): boolean {
  return extension.test(basename(path))
}

/** Tells whether a log is compressed. */
export function isGzip(path: string): boolean {
  return /\.gz$/i.test(path)
}

/** Reads log stream, logger and rotation out of a file name (names as in Zeek's and zeekctl's rotation). */
export function parseLogName(path: string): LogName {
  let stem = basename(path).replace(/\.gz$/i, '').replace(extension, '')
  const zeekctl = archive.exec(stem)
  if (zeekctl) stem = stem.slice(0, zeekctl.index)
  for (const pattern of rotation) stem = stem.replace(pattern, '')
  const streaming = stem.startsWith('json_streaming_')
  if (streaming) stem = stem.slice('json_streaming_'.length)
  return {
    log: /^[A-Za-z][A-Za-z0-9_]*$/.test(stem) ? stem : undefined,
    logger: zeekctl?.[1],
    streaming,
  }
}
