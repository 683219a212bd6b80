import type { Argv } from 'yargs'
import { OtsiftError } from '../errors.js'
import { shapes } from '../protocols/index.js'
import type { Look } from '../report/terminal.js'
import { parseTime } from '../zeek/time.js'

/** Where a command reads and writes, so that tests can look over its shoulder. */
export interface Output {
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  /**
   * Takes what is to be done when nobody reads what is printed any more. Without it a closed standard output
   * ends the program, which is no error (`| head`), and a closed standard error is ignored.
   */
  readonly whenClosed?: (end: (error: Error) => void) => void
  /** True when stderr is a terminal a person looks at. */
  readonly interactive: boolean
  /** What stdout can show; plain text without. */
  readonly look?: Look
}

/** `--db`, of commands that work on a file. */
export function withFile<T>(yargs: Argv<T>) {
  return yargs.option('db', {
    type: 'string',
    default: 'otsift.db',
    describe: 'Database file',
    requiresArg: true,
    coerce: databasePath,
  })
}

/** A variable of a shell that is not set would leave files named -lock and -wal. */
function databasePath(path: string): string {
  if (path !== '') return path
  throw new OtsiftError('usage', '--db is empty.', 'Name a file, or leave it out for otsift.db.')
}

/** `--db` and `--store`. */
export function withDatabase<T>(yargs: Argv<T>) {
  return withFile(yargs).option('store', {
    type: 'string',
    describe: 'ClickHouse instead, as clickhouse://USER@HOST:8443/DATABASE; --db is then its spool',
    requiresArg: true,
  })
}

/** Options of reading logs. */
export function withIngest<T>(yargs: Argv<T>) {
  return withDatabase(yargs)
    .option('sensor', {
      type: 'string',
      describe: 'Name of the sensor, over what the logs say',
      requiresArg: true,
    })
    .option('log', {
      choices: [...shapes.keys()],
      describe: 'Log stream of input that does not say it, such as JSON on standard input',
      requiresArg: true,
    })
    .option('take-over', {
      type: 'boolean',
      default: false,
      describe: 'With --store: send for sensors that another database sent for before',
    })
    .option('values', {
      type: 'boolean',
      default: true,
      describe:
        'Keep minimum, maximum, steps and runs of register values; --no-values leaves them out',
    })
}

/** `--detectors`. */
export const detectorDirectories = {
  type: 'string',
  array: true,
  nargs: 1,
  default: [] as string[],
  describe: 'Directory of detectors of your own; may be given again',
} as const

/** `--detectors` and `--json`. */
export function withDirectories<T>(yargs: Argv<T>) {
  return yargs
    .option('detectors', detectorDirectories)
    .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
}

/** Options of running detectors. */
export function withDetectors<T>(yargs: Argv<T>) {
  return withDirectories(yargs).option('timeout', {
    type: 'number',
    default: 30,
    describe: 'Seconds one detector may take',
    coerce: timeoutSeconds,
    requiresArg: true,
  })
}

/** `--reason` and `--who`, of what somebody decides. */
export function withDecider<T>(yargs: Argv<T>) {
  return yargs
    .option('reason', { type: 'string', describe: 'Why', requiresArg: true })
    .option('who', {
      type: 'string',
      describe: 'Who decides; whoever runs this without',
      requiresArg: true,
    })
}

/** `--authorized-masters` and `--authorized-writers`: a site policy in two lists. */
export function withRoles<T>(yargs: Argv<T>) {
  const list = { type: 'string', array: true } as const
  return yargs
    .option('authorized-masters', {
      ...list,
      describe: 'Addresses that may be clients, kept until they are given anew; none forgets them',
    })
    .option('authorized-writers', {
      ...list,
      describe: 'Addresses that may write and control, likewise; any other is a finding',
    })
}

/** `--policy` and `--no-policy`. */
export function withPolicy<T>(yargs: Argv<T>) {
  return yargs.option('policy', {
    type: 'string',
    describe:
      'Site policy; without, otsift.policy.yaml beside the database, else the last one. --no-policy forgets it',
    requiresArg: true,
    // --no-policy comes as false.
    coerce: (value: string | boolean) => (value === false ? false : String(value)),
  })
}

/** `--fail-on`. */
export function withFindings<T>(yargs: Argv<T>) {
  return yargs.option('fail-on', {
    choices: ['info', 'low', 'medium', 'high', 'critical'] as const,
    describe:
      'Exit with 1 when this run judged an open finding at or above this level, with 2 when a detector failed',
    requiresArg: true,
  })
}

/** Checks a number on the command line: `--name abc` would otherwise be no limit at all. */
export function numberFrom(least: number, most: number, name: string): (value: number) => number {
  return (value) => {
    if (value >= least && value <= most) return value
    throw new OtsiftError(
      'usage',
      `--${name} is no number from ${least} to ${most}.`,
      'Give one, or leave it out.',
    )
  }
}

/** `--timeout` in seconds: from a tenth to a day. */
export const timeoutSeconds = numberFrom(0.1, 86_400, 'timeout')

/** A time on the command line in epoch seconds: ISO 8601 (UTC without an offset) or epoch seconds. */
export function timeOption(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const full = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00` : text.replace(' ', 'T')
  const padded = /T\d{2}:\d{2}$/.test(full) ? `${full}:00` : full
  const time = parseTime(padded)
  if (time === undefined) {
    throw new OtsiftError(
      'usage',
      `--${name} ${text} is no time.`,
      'Write 2026-03-05T14:00:00, 2026-03-05 or epoch seconds.',
    )
  }
  return time
}
