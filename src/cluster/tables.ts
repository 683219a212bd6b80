/** How rows of a table are found by time. */
export interface FactTable {
  readonly name: string
  /** The column of their time; hours are sent whole. */
  readonly time: 'ts' | 'minute' | 'hour'
}

const byTime = (time: FactTable['time'], names: readonly string[]): FactTable[] =>
  names.map((name) => ({ name, time }))

/** Tables of facts that a sensor sends, in the order of sending. */
export const factTables: readonly FactTable[] = [
  ...byTime('ts', [
    'modbus_message',
    'dnp3_message',
    's7comm_message',
    's7comm_plus',
    'modbus_mask_write',
    'modbus_read_write',
    'modbus_identity',
    'modbus_register_change',
    'known_modbus',
    'dnp3_control',
    'dnp3_object',
    'cotp_message',
    's7comm_szl',
    's7comm_block',
    's7comm_item',
    's7comm_identity',
    'conn',
    'weird',
    'analyzer',
    'capture_loss',
    'notice',
    'point_value',
  ]),
  ...byTime('minute', ['activity', 'log_minute']),
  ...byTime('hour', [
    'address_use',
    'interval_bin',
    'response_bin',
    'point_hour',
    'transition',
    'sequence_hour',
    'source_hour',
  ]),
]

/** Tables of rows of logs, by their time. */
export const messageTables: readonly string[] = factTables
  .filter(({ time }) => time === 'ts')
  .map(({ name }) => name)

/** Tables that a store in ClickHouse has in another form, or needs not. */
const own: ReadonlySet<string> = new Set([
  'migration',
  'meta',
  'source',
  'function_code',
  'function_risk',
  'time_bin',
  'critical_value',
  'channel',
  'connection',
  'series',
  'point',
  'poll_clock',
  'dirty_minute',
  'judging_minute',
  'watched_archive',
  'pruned',
  'ingest_file',
  'rejected_line',
  'field_seen',
  ...factTables.map(({ name }) => name),
])

/** True for a table of baselines, findings, decisions or the policy: small, and changed as a whole. */
export function isState(table: string): boolean {
  return !own.has(table) && !table.startsWith('sqlite_')
}
