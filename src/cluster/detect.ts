import { endAcceptances } from '../baseline/acceptance.js'
import type { Detector } from '../detect/detector.js'
import type { Verdict } from '../detect/judge.js'
import type { MinuteAtom } from '../detect/merge.js'
import { Scratch } from '../detect/scratch.js'
import { type DetectResult, runsOf } from '../findings/detect.js'
import {
  type EventPlace,
  EvidenceFinder,
  type EvidenceSource,
  mostRows,
  toEvidence,
} from '../findings/evidence.js'
import { type DetectOptions, makePlan } from '../findings/plan.js'
import { saveVerdicts } from '../findings/save.js'
import { workOutSite } from '../site/work-out.js'
import type { Database } from '../store/database.js'
import { bringArrivals } from './arrivals.js'
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
  endAcceptances(db)
  workOutSite(db)
  const plan = makePlan(db, options)
  const verdicts = new Map<string, Verdict>()
  const scratch = new Scratch()
  try {
    for (const { detector, job } of plan.assignments) {
      if (!job) continue
      verdicts.set(detector.id, await judgeInCluster(cluster, db, job, scratch, options.timeout))
    }
    const wanted = new WantedEvidence()
    const judged = db.transaction(() => saveVerdicts(db, plan, verdicts, scratch, wanted))()
    await wanted.bring(cluster, db)
    if (options.period === undefined) desk.markJudged(arrived)
    return { runs: runsOf(db), judged }
  } finally {
    scratch.close()
  }
}

/** Notes which events want evidence while findings are built, and brings it afterwards. */
class WantedEvidence implements EvidenceSource {
  readonly #wanted: {
    readonly detector: Detector
    readonly event: EventPlace
    readonly atoms: Iterable<MinuteAtom>
  }[] = []

  find(detector: Detector, event: EventPlace, atoms: Iterable<MinuteAtom>): [] {
    // Atoms are read from the desk when their turn comes.
    this.#wanted.push({ detector, event, atoms })
    return []
  }

  async bring(cluster: Cluster, db: Database): Promise<void> {
    const finder = new EvidenceFinder(db)
    const add = db.prepare(
      `INSERT OR IGNORE INTO evidence
       SELECT finding, ts_start, ?, ?, ?, ?, ? FROM finding_event WHERE finding = ? AND ts_start = ?`,
    )
    for (const { detector, event, atoms } of this.#wanted) {
      let count = 0
      for (const { sql, parameters } of finder.queries(detector, atoms)) {
        for (const row of await cluster.rows(sql, parameters)) {
          if (count >= mostRows) break
          const { ts, file, line, uid, summary } = toEvidence(row)
          add.run(ts, file, line, uid, summary, event.finding, event.start)
          count += 1
        }
        if (count >= mostRows) break
      }
    }
  }
}
