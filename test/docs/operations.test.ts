import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { learn } from '../../src/baseline/learn.js'
import { scanSummary } from '../../src/commands/scan-summary.js'
import { hasFinding } from '../../src/commands/session.js'
import { loadDetectors } from '../../src/detect/load.js'
import { discover } from '../../src/files/discover.js'
import { detect } from '../../src/findings/detect.js'
import { ingest } from '../../src/ingest/run.js'
import { listFindings } from '../../src/report/findings.js'
import { openStore } from '../../src/store/database.js'

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const days = (names: readonly string[]) => discover(names.map((day) => path(`samples/logs/${day}`)))

test('docs/operations.md shows what --summary tells of the samples', async () => {
  const text = readFileSync(path('docs/operations.md'), 'utf8')
  const shown = JSON.parse(/```json\n([^`]*"begun"[^`]*)```/.exec(text)?.[1] ?? '')

  const db = openStore(':memory:')
  await ingest(db, days(['2026-03-02', '2026-03-03', '2026-03-04']))
  learn(db, { name: 'main', minimum: 48 })
  const begun = new Date()
  const read = await ingest(db, days(['2026-03-05']))
  const detected = await detect(db, { detectors: loadDetectors() })
  const findings = listFindings(db)
  const told = scanSummary(db, begun, read, detected, findings)
  const failed = hasFinding(findings, detected.judged, 'high', [])
  db.close()

  const { begun: when, seconds } = shown
  expect({ ...told, begun: when, seconds, exit_code: failed ? 1 : 0 }).toEqual(shown)
}, 120_000)
