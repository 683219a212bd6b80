import type { Cluster } from '../../src/cluster/cluster.js'
import { judgeInCluster } from '../../src/cluster/judge.js'
import { caseStart, caseStore } from '../../src/detect/cases.js'
import type { DetectorCase } from '../../src/detect/detector.js'
import type { FoundAtom, Verdict } from '../../src/detect/judge.js'
import { loadDetectors } from '../../src/detect/load.js'
import { bindings } from '../../src/detect/query.js'
import { Scratch } from '../../src/detect/scratch.js'
import { ClickHouse, copy, describeClickHouse, empty } from '../support/clickhouse.js'
import { verdictIn } from '../support/verdict.js'

const month = 30 * 86_400
const intervals = [{ since: caseStart - month, until: caseStart + month }]
const detectors = loadDetectors().filter(({ engines }) => engines.includes('clickhouse'))

/** Atoms, or the failure, in an order that does not depend on the engine. */
function told({ failure, found }: Verdict): unknown {
  const key = ({ finding, minute }: FoundAtom) => `${finding} ${minute}`
  return failure ?? [...found].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

describeClickHouse('the same rows give the same atoms in SQLite and in ClickHouse', () => {
  const clickhouse = new ClickHouse()
  let cluster: Cluster

  beforeAll(async () => {
    await clickhouse.start()
    cluster = await clickhouse.open('cases')
  })
  afterAll(async () => {
    clickhouse.stop()
    await cluster?.close()
  })

  test('no detector is for SQLite alone', () => {
    expect(detectors.length).toBe(loadDetectors().length)
  })

  const cases = detectors.flatMap((detector) =>
    Object.entries(detector.tests).map(
      ([name, one]) => [detector.id, name, detector, one] as const,
    ),
  )
  test.each(cases)('%s: %s', async (_, __, detector, one: DetectorCase) => {
    const db = caseStore(one)
    try {
      await empty(cluster)
      await copy(db, cluster)
      const job = { detector, params: bindings(detector, one.params), intervals }
      const there = await judgeInCluster(cluster, db, job, new Scratch(), 60)
      expect(told(there)).toEqual(told(verdictIn(db, job)))
    } finally {
      db.close()
    }
  })
})
