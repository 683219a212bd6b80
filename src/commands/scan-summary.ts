import type { DetectResult } from '../findings/detect.js'
import type { IngestResult } from '../ingest/run.js'
import type { Finding } from '../report/findings.js'
import { countBySeverity } from '../report/json.js'
import { queues } from '../sinks/deliver.js'
import type { Database } from '../store/database.js'
import { countRuns } from './tell-judged.js'

/** What a nightly job came to, for the scheduler that ran it. */
export function scanSummary(
  db: Database,
  begun: Date,
  read: IngestResult,
  { runs }: DetectResult,
  findings: readonly Finding[],
): object {
  const told = db
    .prepare(
      'SELECT count(*) FILTER (WHERE revision = 1) AS new, count(*) FILTER (WHERE revision > 1) AS changed FROM finding_revision WHERE created >= ?',
    )
    .get(begun.toISOString()) as { new: number; changed: number }
  return {
    begun: begun.toISOString(),
    seconds: Math.round((Date.now() - begun.getTime()) / 100) / 10,
    logs: read.logs.length,
    ignored: read.ignored,
    unreadable: read.unreadable.length,
    damaged: read.logs.filter((log) => log.damage !== undefined).length,
    rows: read.rows,
    stored: read.stored,
    rejected: read.rejected,
    detectors: countRuns(runs),
    findings: { ...told, open: countBySeverity(findings) },
    sinks: queues(db).map(({ sink, waiting }) => ({ sink, waiting })),
    exit_code: Number(process.exitCode ?? 0),
  }
}
