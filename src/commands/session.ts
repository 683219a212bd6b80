import { basename } from 'node:path'
import { isCapture, runZeek, type ZeekLogs } from '../capture/zeek.js'
import { atLeast, type Detector, type Level } from '../detect/detector.js'
import { loadDetectors } from '../detect/load.js'
import type { Interval } from '../detect/query.js'
import { OtsiftError } from '../errors.js'
import { discover, standardInput } from '../files/discover.js'
import type { DetectResult } from '../findings/detect.js'
import type { DetectOptions } from '../findings/plan.js'
import { sensorName } from '../ingest/parse.js'
import { type IngestResult, ingest } from '../ingest/run.js'
import type { Finding } from '../report/findings.js'
import type { Incident } from '../report/incidents.js'
import { type Database, explain, openBeside, openStore } from '../store/database.js'
import { lock, tryLock } from '../store/lock.js'
import type { Output } from './options.js'
import { type PolicyArgument, usePolicy } from './policy-in-force.js'
import { Progress } from './progress.js'

/** Opens the database for writing, keeps others out while `work` runs, and closes it whatever happens. */
export async function withStore<T>(
  path: string,
  command: string,
  work: (db: Database) => Promise<T> | T,
): Promise<T> {
  try {
    const held = lock(path, `otsift ${command}`)
    try {
      const db = openStore(path)
      try {
        return await work(db)
      } finally {
        db.close()
      }
    } finally {
      held.release()
    }
  } catch (error) {
    throw explain(path, error)
  }
}

/**
 * Opens the database for a short decision of a person, which may be made while `watch` holds it: SQLite itself
 * keeps such short transactions apart.
 */
export async function withDecision<T>(
  path: string,
  command: string,
  work: (db: Database) => T,
): Promise<T> {
  try {
    const held = tryLock(path, `otsift ${command}`)
    try {
      const db = 'release' in held ? openStore(path) : openBeside(path, held.holder)
      try {
        return work(db)
      } finally {
        db.close()
      }
    } finally {
      if ('release' in held) held.release()
    }
  } catch (error) {
    throw explain(path, error)
  }
}

/** How logs are read, as the commands take it. */
interface ReadOptions {
  readonly sensor?: string | undefined
  readonly log?: string | undefined
  readonly values?: boolean | undefined
}

/** Reads the logs behind paths, and captures through Zeek, with a progress line on a terminal. */
export async function ingestPaths(
  db: Database,
  paths: readonly string[],
  options: ReadOptions,
  output: Output,
): Promise<IngestResult> {
  checkInput(paths)
  const found = discover(paths.length === 0 ? [standardInput] : paths)
  const captures: ZeekLogs[] = []
  const names = new Map<string, string>()
  try {
    const files: string[] = []
    for (const file of found) {
      if (!isCapture(file)) {
        files.push(file)
        continue
      }
      const logs = await runZeek(file)
      captures.push(logs)
      for (const log of discover([logs.directory])) {
        files.push(log)
        names.set(log, `${file}/${basename(log)}`)
      }
    }
    return await ingestFiles(db, files, names, options, output)
  } finally {
    for (const logs of captures) logs.remove()
  }
}

/** Nobody types logs: without paths, standard input must be a pipe or a file. */
function checkInput(paths: readonly string[]): void {
  if (paths.length === 0 && process.stdin.isTTY) {
    throw new OtsiftError(
      'usage',
      'There is nothing to read.',
      'Name logs or directories, or pipe a log in.',
    )
  }
}

async function ingestFiles(
  db: Database,
  files: readonly string[],
  names: ReadonlyMap<string, string>,
  options: ReadOptions,
  output: Output,
): Promise<IngestResult> {
  const progress = new Progress(output, files)
  try {
    return await ingest(db, files, {
      sensor: sensorName(options.sensor),
      log: options.log,
      values: options.values,
      nameOf: (path) => names.get(path) ?? path,
      progress: (bytes) => progress.add(bytes),
    })
  } finally {
    progress.end()
  }
}

const loaded = new Map<string, readonly Detector[]>()

/** The detectors as they were when this command first asked: a run has one set of them. */
export function detectorsOf(directories: readonly string[]): readonly Detector[] {
  const key = JSON.stringify(directories)
  const detectors = loaded.get(key) ?? loadDetectors(directories, { cases: false })
  loaded.set(key, detectors)
  return detectors
}

/** Brings the policy up to date before anything is read, so that a mistake in it costs nobody a night. */
export function takePolicy(
  db: Database,
  args: {
    readonly db: string
    readonly policy?: PolicyArgument
    readonly detectors: readonly string[]
  },
): void {
  usePolicy(db, args.db, args.policy, detectorsOf(args.detectors))
}

/** Runs the detectors over what arrived. */
export async function runDetectors(
  db: Database,
  path: string,
  options: {
    readonly detectors: readonly string[]
    readonly timeout: number
    readonly period?: Interval | undefined
    readonly turn?: DetectOptions['turn']
    readonly isolated?: DetectOptions['isolated']
    readonly params?: DetectOptions['params']
  },
): Promise<DetectResult> {
  // Reading logs needs none of it.
  const { detect } = await import('../findings/detect.js')
  const detectors = detectorsOf(options.detectors)
  const { timeout, period, turn, isolated, params } = options
  return detect(db, { detectors, path, timeout, period, turn, isolated, params })
}

/**
 * True when this run judged a finding at or above a level: what was found on other days is not told again, nor
 * what somebody looks at already. An incident counts as the findings it has.
 */
export function hasFinding(
  findings: readonly Finding[],
  judged: ReadonlySet<string>,
  floor: Level | undefined,
  incidents: readonly Incident[],
): boolean {
  if (floor === undefined) return false
  const fresh = new Set(
    findings
      .filter((each) => judged.has(each.id) && each.state !== 'acknowledged')
      .map(({ id }) => id),
  )
  return (
    findings.some((each) => fresh.has(each.id) && atLeast(each.severity, floor)) ||
    incidents.some(
      ({ severity, parts }) =>
        atLeast(severity, floor) && parts.some(({ finding }) => fresh.has(finding)),
    )
  )
}
