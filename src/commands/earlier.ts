import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Argv } from 'yargs'
import { type LearnOptions, learn } from '../baseline/learn.js'
import { exportBaseline, importBaseline } from '../baseline/transfer.js'
import { setRegisterLimits } from '../config/apply.js'
import { pointsOfLimits } from '../config/register-limits.js'
import { OtsiftError } from '../errors.js'
import { baselineList } from '../report/baseline.js'
import { jsonReport } from '../report/json.js'
import type { Database } from '../store/database.js'
import { numberFrom, type Output } from './options.js'
import { toFileOrOutput } from './target.js'

/** Options that earlier tools had, under the same names. */
export function withEarlier<T>(yargs: Argv<T>) {
  return yargs
    .option('register-limits-file', {
      type: 'string',
      describe:
        'Limits of registers as JSON, {"40001": {name, min, max, unit, max_rate}}, kept until given anew; --no-register-limits-file forgets them',
      requiresArg: true,
      coerce: (value: string | boolean) => (value === false ? false : String(value)),
    })
    .option('baseline-file', {
      type: 'string',
      describe: 'Baseline to judge by; with --baseline-mode the file to write it to',
      requiresArg: true,
    })
    .option('baseline-mode', {
      type: 'boolean',
      default: false,
      describe: 'Learn a baseline from what is read, of any length, instead of judging it',
    })
    .option('output', {
      type: 'string',
      describe: 'File for a JSON report of all findings',
      requiresArg: true,
    })
    .option('brute-threshold', {
      type: 'number',
      describe: 'Errors of one PLC to one client within a minute that are brute force, in this run',
      coerce: numberFrom(1, 1_000_000, 'brute-threshold'),
      requiresArg: true,
    })
}

/** What the options of earlier tools say. */
export interface EarlierArguments {
  readonly registerLimitsFile?: string | false | undefined
  readonly baselineFile?: string | undefined
  readonly baselineMode: boolean
  readonly output?: string | undefined
  readonly bruteThreshold?: number | undefined
}

/** Brings limits and baseline up to date before anything is judged. Throws `io` for a file that is not there. */
export function takeEarlier(db: Database, args: EarlierArguments): void {
  const { registerLimitsFile: limits, baselineFile } = args
  if (limits === false) setRegisterLimits(db, undefined)
  else if (limits !== undefined) setRegisterLimits(db, pointsOfLimits(limits, textOf(limits)))
  if (baselineFile !== undefined && !args.baselineMode) takeBaseline(db, baselineFile)
}

/** The params of detectors that the command line sets. */
export function paramsOf({ bruteThreshold }: EarlierArguments) {
  return bruteThreshold === undefined
    ? {}
    : { 's7comm-error-burst': { brute_threshold: bruteThreshold } }
}

/** Learns from a stretch in place of judging it, and writes the baseline to its file. */
export function learnEarlier(
  db: Database,
  args: EarlierArguments,
  period: Pick<LearnOptions, 'from' | 'to'>,
  output: Output,
): void {
  output.stdout(baselineList([learn(db, { name: 'main', minimum: 0, include: [], ...period })]))
  if (args.baselineFile === undefined) return
  toFileOrOutput(args.baselineFile, `${JSON.stringify(exportBaseline(db), null, 2)}\n`, output)
}

/** Writes the report that was asked for. */
export function reportEarlier(db: Database, args: EarlierArguments, output: Output): void {
  if (args.output !== undefined) toFileOrOutput(args.output, jsonReport(db), output)
}

/** Imports a baseline once: the same file in every night's call is the same baseline. */
function takeBaseline(db: Database, file: string): void {
  const text = textOf(file)
  const hash = createHash('sha256').update(text).digest('hex')
  const known = db.prepare("SELECT value FROM meta WHERE key = 'baseline_file'").pluck().get()
  const active = db.prepare('SELECT 1 FROM baseline WHERE active = 1').get() !== undefined
  if (known === hash && active) return
  importBaseline(db, text, { file })
  db.prepare("INSERT OR REPLACE INTO meta VALUES ('baseline_file', ?)").run(hash)
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new OtsiftError(
      'io',
      `${path} cannot be read: ${(error as NodeJS.ErrnoException).code}.`,
      'Check its name and its permissions.',
    )
  }
}
