import type { Known } from '../baseline/contents.js'

type Cell = string | number | null

/** How a table of a baseline is shown. */
export interface Section {
  readonly title: string
  /** What stands in each column, by its heading. */
  readonly columns: Readonly<Record<string, (row: Known) => Cell>>
  /** Why detectors do not go by a row, or nothing. */
  readonly thin?: (row: Known) => string
}

const of =
  (column: string) =>
  (row: Known): Cell => {
    const value = row[column] ?? null
    return typeof value === 'number' || value === null ? value : String(value)
  }
const number = (row: Known, column: string): number => Number(row[column] ?? 0)
const short =
  (column: string) =>
  (row: Known): Cell =>
    row[column] === null ? null : Number(number(row, column).toPrecision(4))
const percent =
  (column: string) =>
  (row: Known): Cell =>
    `${(number(row, column) * 100).toFixed(1)} %`
const range =
  (low: string, high: string) =>
  (row: Known): Cell =>
    row[low] === null || row[low] === row[high] ? of(low)(row) : `${of(low)(row)}-${of(high)(row)}`
const fewer = (column: string, least: number, what: string) => (row: Known) =>
  number(row, column) < least ? `fewer than ${least} ${what}` : ''

const client = { client: of('client') }
const server = { server: of('server') }
const pair = { ...client, ...server }
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** The tables of baselines as people read them; one that is not here is shown as it is. */
export const sections: Readonly<Record<string, Section>> = {
  active_hour: {
    title: 'Hours with commands (UTC)',
    columns: {
      ...pair,
      hour: (row) => {
        const hour = number(row, 'week_hour')
        return `${weekdays[Math.floor(hour / 24)]} ${String(hour % 24).padStart(2, '0')}:00`
      },
      days: of('days'),
      commands: of('commands'),
    },
    thin: fewer('learned_days', 3, 'days learned'),
  },
  control: {
    title: 'Controlled DNP3 points',
    columns: {
      ...pair,
      point: of('point'),
      operation: (row) => `${row.operation} ${row.trip_close}`.trim(),
      'on ms': of('longest_on'),
      'off ms': of('longest_off'),
      times: of('controls'),
    },
  },
  identity: {
    title: 'What devices said of themselves',
    columns: { ...server, unit: of('unit'), object: of('object'), value: of('value') },
  },
  object: {
    title: 'DNP3 objects',
    columns: {
      ...pair,
      function: of('function_code'),
      object: of('object'),
      points: range('low_index', 'high_index'),
      times: of('times'),
      'most an hour': of('busiest_hour'),
    },
    thin: (row) =>
      fewer('times', 20, 'times')(row) || (row.steady_range === 1 ? '' : 'its points come and go'),
  },
  point: {
    title: 'Values of registers and coils',
    columns: {
      ...server,
      unit: of('unit'),
      table: of('point_table'),
      address: of('address'),
      values: of('n'),
      range: range('min', 'max'),
      mean: short('mean'),
      '±': short('deviation'),
      step: of('largest_step'),
      'same for s': short('longest_run'),
    },
    thin: (row) =>
      fewer('n', 100, 'values')(row) ||
      ['steady_range', 'steady_step', 'steady_run']
        .filter((name) => row[name] === 0)
        .map((name) => name.replace('steady_', ''))
        .join(', '),
  },
  reach: {
    title: 'Controllers that a client commands within a minute or two',
    columns: {
      ...client,
      protocol: of('protocol'),
      most: of('most_servers'),
      commands: of('commands'),
    },
  },
  read: {
    title: 'Addresses read',
    columns: {
      ...pair,
      function: of('function_code'),
      'most an hour': of('most_addresses'),
      'most at once': of('largest_quantity'),
      hours: of('hours'),
    },
    thin: (row) =>
      number(row, 'hours') < 24 ? 'fewer than 24 hours: twice as much is let pass' : '',
  },
  response: {
    title: 'Response times in seconds',
    columns: {
      ...pair,
      unit: of('unit'),
      function: of('function_code'),
      fastest: short('p01'),
      median: short('median'),
      slowest: short('p99'),
      times: of('responses'),
    },
    thin: fewer('responses', 100, 'responses'),
  },
  s7_block: {
    title: 'S7comm blocks that were transferred',
    columns: {
      ...server,
      block: (row) => `${row.block_type} ${row.block_number}`,
      times: of('transfers'),
    },
  },
  s7_version: {
    title: 'Versions of S7comm-plus',
    columns: {
      ...server,
      function: of('function_code'),
      'from version': of('least_version'),
      messages: of('exchanges'),
    },
    thin: fewer('exchanges', 10, 'messages'),
  },
  sensor: {
    title: 'Sensors',
    columns: { sensor: of('sensor'), 'longest silence s': short('longest_silence') },
  },
  sequence: {
    title: 'Order of requests',
    columns: { ...pair, requests: of('requests'), hours: of('hours') },
    thin: (row) => (row.reliable === 1 ? '' : 'its order keeps changing'),
  },
  session: {
    title: 'Sessions',
    columns: {
      ...pair,
      protocol: of('protocol'),
      seconds: (row) => `${short('p01_seconds')(row)} to ${short('p99_seconds')(row)}`,
      bytes: (row) => `${short('p01_bytes')(row)} to ${short('p99_bytes')(row)}`,
      resets: of('resets'),
      sessions: of('sessions'),
    },
    thin: fewer('sessions', 20, 'sessions'),
  },
  szl: {
    title: 'System status lists read',
    columns: { ...pair, szl: (row) => `0x${number(row, 'szl').toString(16)}`, times: of('reads') },
  },
  traffic: {
    title: 'An hour of each pair',
    columns: {
      ...pair,
      protocol: of('protocol'),
      'exchanges up to': of('busiest_hour'),
      'writes up to': of('most_writes'),
      'errors up to': of('most_exceptions'),
      'shares move by': percent('largest_shift'),
      hours: of('hours'),
    },
    thin: (row) =>
      fewer('exchanges', 500, 'exchanges')(row) ||
      (number(row, 'hours') < 24 ? 'fewer than 24 hours: only a large shift is told' : ''),
  },
  transition: {
    title: 'Which request follows which (function/unit/address/quantity)',
    columns: { ...pair, request: of('previous'), next: of('next'), times: of('exchanges') },
    thin: fewer('exchanges', 3, 'times'),
  },
  unanswered: {
    title: 'Requests without a response',
    columns: {
      ...pair,
      unit: of('unit'),
      function: of('function_code'),
      requests: of('requests'),
      unanswered: of('unanswered'),
      'most a minute': of('busiest_unanswered'),
    },
    thin: fewer('requests', 20, 'requests'),
  },
  unit: {
    title: 'Units that answer',
    columns: { ...server, unit: of('unit'), responses: of('responses') },
  },
  writer: {
    title: 'Who writes which addresses',
    columns: {
      ...pair,
      unit: of('unit'),
      table: of('point_table'),
      addresses: range('low', 'high'),
      writes: of('exchanges'),
      hours: of('hours'),
    },
  },
}
