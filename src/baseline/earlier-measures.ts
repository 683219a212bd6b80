/** A row of a baseline table. */
export type Row = Record<string, number | string>

/** Two hosts, as a baseline of an earlier tool names them. */
export interface Pair extends Row {
  protocol: string
  client: string
  server: string
}

/** How often a pair is asked, whatever for; in seconds. */
export interface Pace {
  readonly mean: number
  readonly deviation: number
}

/** What the values of a register were. */
export interface Values {
  readonly min: number
  readonly max: number
  readonly mean: number
  readonly deviation: number
  readonly n: number
}

/** For the pair as a whole: any unit, function and address. */
const any = { unit: -1, function_code: -1, sub_function: '', address: -1 }
/** A perfectly regular poll must still alarm: a spread is at least this part of its period. */
const leastSpread = 0.01

/** Rows of `baseline_timing` and `baseline_poll`; how many intervals there were is not known. */
export function timingRows(paces: readonly { readonly pair: Pair; readonly pace: Pace }[]): {
  timing: Row[]
  poll: Row[]
} {
  const keyOf = ({ protocol, client, server }: Pair) => ({ protocol, client, server, ...any })
  return {
    timing: paces.map(({ pair, pace: { mean, deviation } }) => {
      const measures = { intervals: 0, mean, deviation, median: mean, longest: 0, covered: 1 }
      return { ...keyOf(pair), ...measures }
    }),
    poll: paces.map(({ pair, pace: { mean, deviation } }) => {
      const spread = Math.max(deviation, mean * leastSpread)
      return { ...keyOf(pair), phase: 1, period: mean, spread, intervals: 0, share: 1 }
    }),
  }
}

/**
 * Rows of `baseline_point`. The earlier tool kept values by address alone: they are given to every server whose
 * addresses, by pair, have it, or to all servers where none does.
 */
export function pointRows(
  values: ReadonlyMap<number, Values>,
  pairs: readonly Pair[],
  used: ReadonlyMap<string, ReadonlySet<number>>,
): Row[] {
  const all = [...new Set(pairs.map((pair) => pair.server))]
  return [...values].flatMap(([address, measures]) => {
    const own = pairs.filter(({ client, server }) => used.get(`${client}->${server}`)?.has(address))
    const servers = own.length > 0 ? [...new Set(own.map((pair) => pair.server))] : all
    return servers.map((server) => pointRow(server, address, measures))
  })
}

/** Its range is what was learned; steps, runs and hours are not known. */
function pointRow(server: string, address: number, measures: Values): Row {
  return {
    protocol: 'modbus',
    server,
    unit: -1,
    point_table: 'holding',
    address,
    ...measures,
    hours: 0,
    largest_step: 0,
    largest_rate: 0,
    longest_run: 0,
    changes: 0,
    busiest_hour: 0,
    steady_range: 1,
    steady_step: 0,
    steady_run: 0,
  }
}
