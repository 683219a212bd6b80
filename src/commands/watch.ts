import { type RunningZeek, startZeek } from '../capture/live.js'
import { rolesOf, setRole } from '../config/roles.js'
import { OtsiftError } from '../errors.js'
import { sensorName } from '../ingest/parse.js'
import { listFindings } from '../report/findings.js'
import { findingsTable } from '../report/overview.js'
import type { Database } from '../store/database.js'
import { watch } from '../watch/watch.js'
import { define } from './define.js'
import { numberFrom, type Output, withDatabase, withDetectors, withRoles } from './options.js'
import { runDetectors, withStore } from './session.js'
import { shipTo } from './store.js'

const second = 1000
/** Days of logs after which a baseline is proposed. */
const proposeAfter = 7
const dayLength = 86_400

/** `otsift watch`: follow Zeek's logs, or an interface through Zeek. */
export function watchCommand(output: Output) {
  return define({
    command: 'watch [directories..]',
    describe: 'Follow the logs that Zeek is writing, and tell findings as they come',
    builder: (yargs) =>
      withRoles(withDetectors(withDatabase(yargs)))
        .positional('directories', {
          type: 'string',
          array: true,
          default: [] as string[],
          describe: 'Directories of logs, such as /opt/zeek/logs/current',
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
          for (const [role, addresses] of roles) setRole(db, role, addresses)
          return follow(db, { ...args, directories }, zeek, output)
        })
      } finally {
        zeek?.remove()
      }
    },
  })
}

interface WatchArguments {
  readonly db: string
  readonly store?: string | undefined
  readonly directories: readonly string[]
  readonly sensor?: string | undefined
  readonly duration?: number | undefined
  readonly every: number
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
  const news = new News(db, output)
  const end = () => stop.abort()
  const timer = args.duration === undefined ? undefined : setTimeout(end, args.duration * second)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end)
  zeek?.ended.then(end, (error: Error) => {
    output.stderr(`otsift: ${error.message}\n`)
    end()
  })
  output.stderr('watching; stop with Ctrl-C\n')
  try {
    await watch(db, zeek ? [...args.directories, zeek.directory] : args.directories, {
      sensor: sensorName(args.sensor),
      every: args.every * second,
      // A block a minute is what ClickHouse likes; detection runs there, once for all sensors.
      detectEvery: (args.store === undefined ? 5 : 60) * second,
      detect: async () => {
        if (args.store !== undefined) return await shipTo(args.store, db, {}, output)
        await runDetectors(db, args.db, args)
        news.tell()
      },
      trouble: (path, error) => output.stderr(`otsift: ${path}: ${error.message}\n`),
      signal: stop.signal,
    })
  } finally {
    clearTimeout(timer)
    await zeek?.stop()
  }
}

/** Prints findings that are new or have grown worse, and proposes a baseline once there is enough. */
class News {
  readonly #db: Database
  readonly #output: Output
  readonly #told = new Map<string, string>()
  #proposed = false

  constructor(db: Database, output: Output) {
    this.#db = db
    this.#output = output
  }

  tell(): void {
    const fresh = listFindings(this.#db).filter((each) => this.#told.get(each.id) !== each.severity)
    for (const each of fresh) this.#told.set(each.id, each.severity)
    if (fresh.length > 0) this.#output.stdout(findingsTable(fresh))
    this.#propose()
  }

  #propose(): void {
    if (this.#proposed) return
    const days = this.#db
      .prepare(
        'SELECT (max(minute) - min(minute)) / ? FROM log_minute WHERE NOT EXISTS (SELECT 1 FROM baseline WHERE active = 1)',
      )
      .pluck()
      .get(dayLength)
    if (Number(days ?? 0) < proposeAfter) return
    this.#proposed = true
    this.#output.stderr('seven days are read: `otsift baseline learn` would call them normal\n')
  }
}
