import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Packet } from './capture/pcap.js'
import { pcap } from './capture/pcap.js'

/** A log row: columns that are unset are absent. */
export type Row = Readonly<Record<string, unknown>>

export interface ZeekResult {
  /** Rows of each log, by the log's name. */
  logs: Record<string, Row[]>
  /** Text of each log file, by its name. */
  texts: Record<string, string>
  status: number | null
  /** What Zeek printed, on both outputs. */
  printed: string
}

export interface ZeekOptions {
  /** TSV instead of JSON; rows are then only in `texts`. */
  tsv?: boolean
  /** Further script text, loaded after the package. */
  script?: string
  /** Whether to load the package at all. */
  bare?: boolean
}

const PACKAGE = fileURLToPath(new URL('../../zeek-scripts', import.meta.url))

const hasZeek = spawnSync('zeek', ['--version']).status === 0

/** Describes what needs a Zeek; skipped, and said so, where there is none. */
export function describeWithZeek(name: string, body: () => void): void {
  if (hasZeek) describe(name, body)
  else describe.skip(`${name} (skipped: no zeek on PATH)`, body)
}

/** Runs Zeek with the package over packets. */
export function runZeek(packets: readonly Packet[], options: ZeekOptions = {}): ZeekResult {
  const folder = mkdtempSync(path.join(tmpdir(), 'otsift-zeek-'))
  try {
    writeFileSync(path.join(folder, 'capture.pcap'), pcap(packets))
    writeFileSync(path.join(folder, 'local.zeek'), options.script ?? '')
    const scripts = options.bare ? ['./local.zeek'] : [PACKAGE, './local.zeek']
    const format = options.tsv ? [] : ['LogAscii::use_json=T']
    const args = ['-D', '-r', 'capture.pcap', ...scripts, ...format]
    const run = spawnSync('zeek', args, { cwd: folder, encoding: 'utf8' })
    return {
      ...readLogs(folder, !options.tsv),
      status: run.status,
      printed: run.stdout + run.stderr,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readLogs(folder: string, json: boolean): Pick<ZeekResult, 'logs' | 'texts'> {
  const logs: Record<string, Row[]> = {}
  const texts: Record<string, string> = {}
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.log'))) {
    const name = file.slice(0, -'.log'.length)
    const text = readFileSync(path.join(folder, file), 'utf8')
    texts[name] = text
    if (json) logs[name] = text.trimEnd().split('\n').map(parseRow)
  }
  return { logs, texts }
}

function parseRow(line: string): Row {
  const row: unknown = JSON.parse(line)
  if (typeof row !== 'object' || row === null) throw new Error(`no log row: ${line}`)
  return { ...row }
}
