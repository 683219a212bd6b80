import { existsSync } from 'node:fs'
import { type RunningZeek, startZeek } from '../capture/live.js'
import { rolesOf, setRole } from '../config/roles.js'
import { IsolatedJudge } from '../detect/isolate.js'
import { OtsiftError } from '../errors.js'
import { sensorName } from '../ingest/parse.js'
import { printable } from '../report/text.js'
import { configuredSinks } from '../sinks/configured.js'
import type { Round } from '../sinks/courier.js'
import { Couriers } from '../sinks/couriers.js'
import { type Database, openReadOnly } from '../store/database.js'
import type { WatchedDirectory } from '../watch/archive.js'
import { ArchivedLogs } from '../watch/archive.js'
import { hasLogsOf, requireDirectory } from '../watch/directories.js'
import { Proposal } from '../watch/proposal.js'
import { watch } from '../watch/watch.js'
import { define } from './define.js'
import { troubleLine } from './deliver.js'
import {
  type EarlierArguments,
  learnEarlier,
  paramsOf,
  reportEarlier,
  takeEarlier,
  withEarlier,
} from './earlier.js'
import {
  numberFrom,
  type Output,
  withDatabase,
  withDetectors,
  withPolicy,
  withRoles,
} from './options.js'
import { runDetectors, withStore } from './session.js'
import { shipTo } from './store.js'
import { failureTeller } from './tell-judged.js'
import { News } from './watch-news.js'
import { WatchedPolicy } from './watched-policy.js'

const second = 1000

/** `otsift watch`: follow Zeek's logs, or an interface through Zeek. */
export function watchCommand(output: Output) {
  return define({
    command: 'watch [directories..]',
    describe: 'Follow the logs that Zeek is writing, and tell findings as they come',
    builder: (yargs) =>
      withEarlier(withPolicy(withRoles(withDetectors(withDatabase(yargs)))))
        .positional('directories', {
          type: 'string',
          array: true,
          default: [] as string[],
          describe:
            'Directories of logs, such as /opt/zeek/logs/current; SENSOR=DIR names its sensor',
        })
        .option('archive', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [] as string[],
          describe: 'Directory to which logs are rotated, found by itself beside current/',
        })
        .option('sensor', {
          type: 'string',
          describe: 'Name of the sensor, over what the logs say',
          requiresArg: true,
        })
        .option('interface', {
          type: 'string',
          describe: 'Run Zeek on this interface with the bundled scripts, and follow its logs',
          requiresArg: true,
        })
        .option('duration', {
          type: 'number',
          describe: 'Stop after so many seconds',
          coerce: numberFrom(0.1, 2_000_000, 'duration'),
          requiresArg: true,
        })
        .option('auto-learn', {
          type: 'boolean',
          default: false,
          describe: 'Learn a baseline by itself from the first seven days, where there is none',
        })
        .option('every', {
          type: 'number',
          default: 1,
          describe: 'Seconds between looks at the directories',
          coerce: numberFrom(0.1, 86_400, 'every'),
          requiresArg: true,
        }),
    handler: async (args) => {
      const { roles, paths } = rolesOf(args)
      const directories = [...args.directories, ...paths]
      if (directories.length === 0 && args.interface === undefined) {
        throw new OtsiftError(
          'usage',
          'There is nothing to watch.',
          'Name a directory of logs, or an --interface.',
        )
      }
      const named = [...directories, ...args.archive]
      for (const path of named) {
        requireDirectory(watchedDirectory(path, args.sensor).path, (each) => wasRead(args.db, each))
      }
      const zeek = args.interface === undefined ? undefined : startZeek(args.interface)
      try {
        await withStore(args.db, 'watch', (db) => {
          const policy = new WatchedPolicy(db, args, output)
          takeEarlier(db, args)
          for (const [role, addresses] of roles) setRole(db, role, addresses)
          return follow(db, { ...args, directories }, policy, zeek, output)
        })
      } finally {
        zeek?.remove()
      }
    },
  })
}

interface WatchArguments extends EarlierArguments {
  readonly db: string
  readonly store?: string | undefined
  readonly directories: readonly string[]
  readonly archive: readonly string[]
  readonly sensor?: string | undefined
  readonly duration?: number | undefined
  readonly every: number
  readonly autoLearn: boolean
  readonly detectors: readonly string[]
  readonly timeout: number
}

async function follow(
  db: Database,
  args: WatchArguments,
  policy: WatchedPolicy,
  zeek: RunningZeek | undefined,
  output: Output,
): Promise<void> {
  const stop = new AbortController()
  const isolated = new IsolatedJudge(args.db, args.timeout)
  const trouble = (what: string, error: Error) =>
    output.stderr(printable(`otsift: ${what}: ${error.message}\n`))
  const couriers = new Couriers(db, troubleTeller(output), (error) => trouble('sinks', error))
  couriers.serve(configuredSinks(db))
  const news = new News(db, output, new Proposal(db, args.autoLearn))
  let failure: Error | undefined
  const tellFailed = failureTeller(output)
  const end = () => stop.abort()
  /** Ends it as a failure, so that whoever runs it as a service starts it again. */
  const fail = (error: Error) => {
    // Ctrl-C ends Zeek as well.
    if (!stop.signal.aborted) failure = error
    end()
  }
  const timer = args.duration === undefined ? undefined : setTimeout(end, args.duration * second)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end)
  zeek?.ended.then(end, fail)
  output.whenClosed?.(fail)
  output.stderr('watching; stop with Ctrl-C\n')
  try {
    const paths = zeek ? [...args.directories, zeek.directory] : args.directories
    const directories = paths.map((path) => watchedDirectory(path, args.sensor))
    await watch(db, {
      directories,
      archives: args.archive.map(
        (path) => new ArchivedLogs(db, watchedDirectory(path, args.sensor)),
      ),
      every: args.every * second,
      // A block a minute is what ClickHouse likes; detection runs there, once for all sensors.
      detectEvery: (args.store === undefined ? Math.min(5, 5 * args.every) : 60) * second,
      detect: async (turn) => {
        if (args.baselineMode) return
        if (args.store !== undefined) return await shipTo(args.store, db, {}, output)
        const options = { ...args, params: paramsOf(args), isolated, turn }
        tellFailed((await runDetectors(db, args.db, options)).runs)
        await turn(() => news.tell())
      },
      renew: async (turn) => {
        const sinks = await policy.renew(turn)
        if (sinks) couriers.serve(sinks)
        return sinks !== undefined
      },
      couriers,
      trouble,
      tell: (directory, what) => output.stderr(printable(`otsift: ${directory} ${what}\n`)),
      signal: stop.signal,
    })
    if (args.baselineMode) learnEarlier(db, args, {}, output)
    reportEarlier(db, args, output)
  } finally {
    clearTimeout(timer)
    couriers.close()
    isolated.close()
    await zeek?.stop()
  }
  if (failure) throw failure
}

/** Tells of a sink's trouble when it begins, and when it is another one. */
function troubleTeller(output: Output) {
  const told = new Map<string, string>()
  return ({ sink, delivered, trouble }: Round) => {
    if (trouble === undefined) {
      if (delivered > 0) told.delete(sink)
      return
    }
    if (told.get(sink) !== trouble) output.stderr(printable(troubleLine(sink, trouble)))
    told.set(sink, trouble)
  }
}

/** `SENSOR=DIR` or `DIR`; a directory whose own name has a `=` is one. */
function watchedDirectory(text: string, sensor: string | undefined): WatchedDirectory {
  const [, name, path] = /^([^=/]+)=(.+)$/.exec(text) ?? []
  if (name === undefined || path === undefined || existsSync(text)) {
    return { path: text, sensor: sensorName(sensor) }
  }
  return { path, sensor: sensorName(name) }
}

/** True where an earlier run read logs of a directory into this database. */
function wasRead(database: string, directory: string): boolean {
  if (!existsSync(database)) return false
  try {
    const db = openReadOnly(database)
    const known = hasLogsOf(db, directory)
    db.close()
    return known
  } catch {
    // A database of another version, or of another program, is told of where it is opened to write.
    return false
  }
}
