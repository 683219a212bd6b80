import { existsSync } from 'node:fs'
import { type RunningZeek, startZeek } from '../capture/live.js'
import { rolesOf, setRole } from '../config/roles.js'
import { IsolatedJudge } from '../detect/isolate.js'
import { OtsiftError } from '../errors.js'
import { sensorName } from '../ingest/parse.js'
import { listFindings } from '../report/findings.js'
import { listIncidents } from '../report/incidents.js'
import { findingsTable, incidentsTable } from '../report/overview.js'
import { printable } from '../report/text.js'
import { configuredSinks } from '../sinks/configured.js'
import { Courier } from '../sinks/courier.js'
import type { Database } from '../store/database.js'
import { ArchivedLogs } from '../watch/archive.js'
import type { WatchedDirectory } from '../watch/followed-logs.js'
import { Proposal } from '../watch/proposal.js'
import { type Turn, watch } from '../watch/watch.js'
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
import { runDetectors, takePolicy, withStore } from './session.js'
import { shipTo } from './store.js'

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
      const zeek = args.interface === undefined ? undefined : startZeek(args.interface)
      try {
        await withStore(args.db, 'watch', (db) => {
          takePolicy(db, args)
          takeEarlier(db, args)
          for (const [role, addresses] of roles) setRole(db, role, addresses)
          return follow(db, { ...args, directories }, zeek, output)
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
  zeek: RunningZeek | undefined,
  output: Output,
): Promise<void> {
  const stop = new AbortController()
  const isolated = new IsolatedJudge(args.db, args.timeout)
  const couriers = configuredSinks(db).map((sink) => new Courier(db, sink))
  const news = new News(db, output, new Proposal(db, args.autoLearn))
  const end = () => stop.abort()
  const timer = args.duration === undefined ? undefined : setTimeout(end, args.duration * second)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end)
  zeek?.ended.then(end, (error: Error) => {
    output.stderr(`otsift: ${error.message}\n`)
    end()
  })
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
        await runDetectors(db, args.db, { ...args, params: paramsOf(args), isolated, turn })
        await turn(() => news.tell())
      },
      deliver: couriers.map((courier) => tellTrouble(courier, output)),
      trouble: (what, error) => output.stderr(printable(`otsift: ${what}: ${error.message}\n`)),
      signal: stop.signal,
    })
    if (args.baselineMode) learnEarlier(db, args, {}, output)
    reportEarlier(db, args, output)
  } finally {
    clearTimeout(timer)
    for (const courier of couriers) courier.close()
    isolated.close()
    await zeek?.stop()
  }
}

/** Sends what waits for a sink; trouble is told when it begins, and when it is another one. */
function tellTrouble(courier: Courier, output: Output) {
  let told: string | undefined
  return async (turn: Turn, signal: AbortSignal) => {
    const { sink, delivered, trouble } = await courier.round(turn, signal)
    if (trouble !== undefined && trouble !== told)
      output.stderr(printable(troubleLine(sink, trouble)))
    if (trouble !== undefined || delivered > 0) told = trouble
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

/** Prints findings that are new or have grown worse, and proposes a baseline once there is enough. */
class News {
  readonly #db: Database
  readonly #output: Output
  readonly #told = new Map<string, string>()
  readonly #proposal: Proposal

  constructor(db: Database, output: Output, proposal: Proposal) {
    this.#db = db
    this.#output = output
    this.#proposal = proposal
  }

  tell(): void {
    const fresh = this.#fresh(listFindings(this.#db))
    if (fresh.length > 0) this.#output.stdout(findingsTable(fresh))
    const incidents = this.#fresh(listIncidents(this.#db))
    if (incidents.length > 0) this.#output.stdout(incidentsTable(incidents))
    const proposal = this.#proposal.tell()
    if (proposal !== undefined) this.#output.stderr(proposal)
  }

  /** What was not told yet, or is worse or milder now. */
  #fresh<T extends { id: string; severity: string }>(all: readonly T[]): T[] {
    const fresh = all.filter((each) => this.#told.get(each.id) !== each.severity)
    for (const each of fresh) this.#told.set(each.id, each.severity)
    return fresh
  }
}
