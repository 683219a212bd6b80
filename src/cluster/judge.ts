import { HoldBack } from '../detect/hold-back.js'
import type { Job, Verdict } from '../detect/judge.js'
import { mergeByMinute } from '../detect/merge.js'
import type { Atom } from '../detect/query.js'
import type { Database } from '../store/database.js'
import type { Cluster } from './cluster.js'

/** Seconds beyond what a detector says that decides: whole minutes and hours around it. */
const margin = 3600

/**
 * Runs one detector in the cluster, for at most `limit` seconds; the desk knows where a sensor saw nothing.
 * Never throws: a failure is part of the verdict.
 */
export async function judgeInCluster(
  cluster: Cluster,
  desk: Database,
  { detector, params, intervals }: Job,
  limit = 30,
): Promise<Verdict> {
  const begun = performance.now()
  const taken = () => performance.now() - begun
  try {
    const found = []
    for (const { since, until } of intervals) {
      const { columns, rows } = await cluster.ask(
        detector.sql,
        { ...params, since, until },
        Math.max(1, Math.round(limit - taken() / 1000)),
        // By contract nothing else decides about this stretch; what a query joins by minutes has no bound of its own.
        { since: since - detector.lookback - margin, until: until + detector.settle + margin },
      )
      const atoms = rows
        .map(
          (row) => Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null])) as Atom,
        )
        .filter(({ ts_start }) => Number(ts_start) >= since && Number(ts_start) < until)
      found.push(...mergeByMinute(detector, atoms))
    }
    const told = detector.shows === 'absence' ? new HoldBack(desk).part(found) : { atoms: found }
    return { id: detector.id, ...told, milliseconds: taken() }
  } catch (error) {
    return { id: detector.id, atoms: [], milliseconds: taken(), failure: (error as Error).message }
  }
}
