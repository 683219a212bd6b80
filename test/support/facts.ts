import type { Cluster } from '../../src/cluster/cluster.js'
import type { Database } from '../../src/store/database.js'

/** Views of facts with columns that both engines have alike; logs are numbered differently. */
const views: Readonly<Record<string, string>> = {
  v_modbus:
    'ts, sensor, client, server, unit, function, kind, address, quantity, request_values, uid, line',
  v_dnp3: 'ts, sensor, client, server, function, kind, iin, uid, line',
  v_s7comm: 'ts, sensor, client, server, function, kind, uid, line',
  v_activity:
    'minute, first_ts, last_ts, sensor, protocol, client, server, unit, function, outcome, exchanges, requests, responses, exceptions',
  v_address_use: 'hour, sensor, client, server, unit, function, address, quantity, exchanges',
  v_interval: 'hour, sensor, client, server, function, address, bin, intervals, places, squares',
  v_response_time: 'hour, sensor, client, server, function, bin, responses',
  v_point_hour:
    'hour, sensor, server, unit, point_table, address, n, min, max, sum, squares, changes, step, run',
  v_transition: 'hour, sensor, client, server, previous, next, count, first_ts, last_ts',
  v_sequence_hour: 'hour, sensor, client, server, requests, first_ts, last_ts, unordered',
  v_conn: 'ts, sensor, client, server, service, uid, line',
  v_log_minute: 'minute, sensor, log, rows',
  v_ingest: 'sensor, log, rows, stored, rejected, first_ts, last_ts',
}

type Facts = Record<string, string[]>

/** What the views of a SQLite store say, a text a row, in order. */
export function factsOf(db: Database): Facts {
  return Object.fromEntries(
    Object.entries(views).map(([view, columns]) => {
      const rows = db.prepare(`SELECT ${columns} FROM ${view}`).raw().all() as unknown[][]
      return [view, rows.map(text).sort()]
    }),
  )
}

/** What the same views say in ClickHouse. */
export async function factsIn(cluster: Cluster): Promise<Facts> {
  const facts: Facts = {}
  for (const [view, columns] of Object.entries(views)) {
    const { rows } = await cluster.ask(`SELECT ${columns} FROM ${view}`)
    facts[view] = rows.map(text).sort()
  }
  return facts
}

function text(row: readonly unknown[]): string {
  return JSON.stringify(row.map(plain))
}

/** Register values are a number or words here, and text there; broken numbers differ in their last digit. */
function plain(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return `0x${value.toString('hex')}`
  return typeof value === 'number' ? String(Number(value.toPrecision(15))) : value
}
