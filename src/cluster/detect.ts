import type { Detector } from '../detect/detector.js'
import type { Verdict } from '../detect/judge.js'
import type { Burst } from '../findings/burst.js'
import { type DetectOptions, type DetectResult, runsOf } from '../findings/detect.js'
import { EvidenceFinder, type EvidenceSource, mostRows, toEvidence } from '../findings/evidence.js'
import { makePlan } from '../findings/plan.js'
import { saveVerdicts } from '../findings/save.js'
import type { Database } from '../store/database.js'
import type { Cluster } from './cluster.js'
import type { Desk } from './desk.js'
import { judgeInCluster } from './judge.js'

/**
 * Judges in the cluster what arrived from any sensor since the last run, and brings the findings on the desk up
 * to date; the caller saves it.
 */
export async function detectInCluster(
  cluster: Cluster,
  desk: Desk,
  options: DetectOptions,
): Promise<DetectResult> {
  const { db } = desk
  const arrived = await bringArrivals(cluster, db)
  const plan = makePlan(db, options)
  const verdicts = new Map<string, Verdict>()
  for (const { detector, job } of plan.assignments) {
    if (job) verdicts.set(detector.id, await judgeInCluster(cluster, job, options.timeout))
  }
  const wanted = new WantedEvidence()
  const judged = db.transaction(() => saveVerdicts(db, plan, verdicts, wanted))()
  await wanted.bring(cluster, db)
  if (options.period === undefined) desk.markJudged(arrived)
  return { runs: runsOf(db), judged }
}

/** Puts what a plan goes by on the desk: minutes that arrived, the time that has rows, fields of the logs. */
async function bringArrivals(cluster: Cluster, db: Database): Promise<ReadonlyMap<string, number>> {
  const judged = new Map(
    db.prepare('SELECT spool, batch FROM judged').raw().all() as [string, number][],
  )
  const latest = new Map<string, number>()
  const dirty = db.prepare('INSERT OR IGNORE INTO dirty_minute VALUES (?)')
  const spools = await cluster.rows<{ spool: string; batch: number }>(
    'SELECT spool, max(batch) AS batch FROM arrival GROUP BY spool',
  )
  for (const { spool, batch } of spools) {
    latest.set(spool, batch)
    const minutes = await cluster.rows<{ minute: number }>(
      'SELECT DISTINCT minute FROM arrival WHERE spool = :spool AND batch > :after AND batch <= :batch',
      { spool, batch, after: judged.get(spool) ?? 0 },
    )
    for (const { minute } of minutes) dirty.run(minute)
  }
  const [reach] = await cluster.rows<{ first: number | null; last: number | null }>(
    'SELECT min(minute) AS first, max(minute) AS last FROM log_minute',
  )
  const log = db.prepare("INSERT OR IGNORE INTO log_minute VALUES ('', '', ?, 1)")
  for (const minute of [reach?.first, reach?.last]) if (typeof minute === 'number') log.run(minute)
  const field = db.prepare('INSERT OR IGNORE INTO field_seen VALUES (?, ?)')
  const fields = 'SELECT DISTINCT sensor, field FROM field_seen'
  for (const row of (await cluster.ask(fields)).rows) field.run(row)
  return latest
}

/** Notes which bursts want evidence while findings are built, and brings it afterwards. */
class WantedEvidence implements EvidenceSource {
  readonly #wanted: { readonly detector: Detector; readonly burst: Burst }[] = []

  find(detector: Detector, burst: Burst): [] {
    this.#wanted.push({ detector, burst })
    return []
  }

  async bring(cluster: Cluster, db: Database): Promise<void> {
    const finder = new EvidenceFinder(db)
    const add = db.prepare(
      `INSERT OR IGNORE INTO evidence
       SELECT finding, ts_start, ?, ?, ?, ?, ? FROM finding_event WHERE finding = ? AND ts_start = ?`,
    )
    for (const { detector, burst } of this.#wanted) {
      let count = 0
      for (const { sql, parameters } of finder.queries(detector, burst)) {
        for (const row of await cluster.rows(sql, parameters)) {
          if (count >= mostRows) break
          const { ts, file, line, uid, summary } = toEvidence(row)
          add.run(ts, file, line, uid, summary, burst.atoms[0]?.finding, burst.start)
          count += 1
        }
        if (count >= mostRows) break
      }
    }
  }
}
