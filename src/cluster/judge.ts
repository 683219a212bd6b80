import { type FoundAtom, heldBack, type Job, type Verdict } from '../detect/judge.js'
import { MergedAtoms } from '../detect/merge.js'
import type { Atom } from '../detect/query.js'
import type { Scratch } from '../detect/scratch.js'
import type { Database } from '../store/database.js'
import type { Cluster } from './cluster.js'

/** Seconds beyond what a detector says that decides: whole minutes and hours around it. */
const margin = 3600

/**
 * Runs one detector in the cluster, for at most `limit` seconds; the desk knows where a sensor saw nothing. What it
 * finds is kept in the scratch of the run. Never throws: a failure is part of the verdict.
 */
export async function judgeInCluster(
  cluster: Cluster,
  desk: Database,
  { detector, params, intervals }: Job,
  scratch: Scratch,
  limit = 30,
): Promise<Verdict> {
  const begun = performance.now()
  const taken = () => performance.now() - begun
  const found = scratch.list<FoundAtom>()
  try {
    const merged = new MergedAtoms(detector, scratch)
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
      merged.add(atoms)
    }
    for (const atom of heldBack(desk, detector, merged)) found.add(atom)
    return { found, milliseconds: taken() }
  } catch (error) {
    return { found, milliseconds: taken(), failure: (error as Error).message }
  }
}
