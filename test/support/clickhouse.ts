import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { Cluster } from '../../src/cluster/cluster.js'
import { copyState } from '../../src/cluster/copy.js'
import { Desk } from '../../src/cluster/desk.js'
import { migrateCluster } from '../../src/cluster/schema.js'
import { shipAll } from '../../src/cluster/ship.js'
import type { Database } from '../../src/store/database.js'
import { directoryWith } from './temporary.js'

const here = 'test/chdb'

/** Describes tests that need ClickHouse; they are skipped where chdb is not installed. */
export const describeClickHouse = existsSync(`${here}/node_modules/chdb`)
  ? describe
  : (name: string, _: () => void) =>
      describe(name, () => test.skip('needs chdb: run npm install in test/chdb', () => undefined))

/** A running ClickHouse: chdb behind its HTTP interface, in a process of its own. */
export class ClickHouse {
  readonly directory: string
  port = ''
  #process: ChildProcess | undefined

  constructor(directory = directoryWith()) {
    this.directory = directory
  }

  /** Starts it over its directory, which may have data. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [`${here}/server.mjs`, this.directory], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    this.#process = child
    process.once('exit', () => child.kill('SIGKILL'))
    this.port = await new Promise((resolve, reject) => {
      child.stdout?.once('data', (text) => resolve(String(text).trim()))
      child.once('exit', () => reject(new Error('chdb did not start')))
    })
  }

  /** The address of a database in it, as --store takes it. */
  store(database: string): string {
    return `clickhouse+http://127.0.0.1:${this.port}/${database}`
  }

  /** Connects to a database in it, with otsift's tables. */
  async open(database: string): Promise<Cluster> {
    const url = `http://127.0.0.1:${this.port}`
    const cluster = await Cluster.open({
      url,
      database,
      username: 'default',
      password: '',
      replicated: false,
    })
    await migrateCluster(cluster)
    return cluster
  }

  /** Ends it as a power cut would. */
  stop(): void {
    this.#process?.removeAllListeners()
    this.#process?.kill('SIGKILL')
  }
}

/** Takes every row out of a database but the tables of codes. */
export async function empty(cluster: Cluster): Promise<void> {
  const filled = await cluster.rows<{ name: string }>(
    `SELECT name FROM system.tables
     WHERE database = currentDatabase() AND total_rows > 0
       AND name NOT IN ('source', 'function_code', 'function_risk', 'critical_value', 'time_bin', 'meta')`,
  )
  for (const { name } of filled) await cluster.run(`TRUNCATE TABLE ${name}`)
}

/** Copies everything of a SQLite store, as `otsift copy` does. */
export async function copy(db: Database, cluster: Cluster): Promise<void> {
  await shipAll(db, cluster)
  const desk = await Desk.open(cluster)
  copyState(db, desk)
  await desk.save('copy')
  desk.close()
}
