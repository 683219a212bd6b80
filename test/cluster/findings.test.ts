import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { learn } from '../../src/baseline/learn.js'
import { publish } from '../../src/baseline/publish.js'
import type { Cluster } from '../../src/cluster/cluster.js'
import { Desk } from '../../src/cluster/desk.js'
import { detectInCluster } from '../../src/cluster/detect.js'
import { ship } from '../../src/cluster/ship.js'
import { loadDetectors } from '../../src/detect/load.js'
import { discover } from '../../src/files/discover.js'
import { detect } from '../../src/findings/detect.js'
import { ingest } from '../../src/ingest/run.js'
import { listFindings, showFinding } from '../../src/report/findings.js'
import type { Database } from '../../src/store/database.js'
import { ClickHouse, copy, describeClickHouse } from '../support/clickhouse.js'
import { dnp3, logs, modbus, polls, s7job } from '../support/site.js'
import { emptyStore } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'

const detectors = loadDetectors()
/** Hours that are learned from. */
const quiet = 12

/** Twelve quiet hours at a site, and two in which somebody else asks, writes and stops. */
function quietHours() {
  return logs({ modbus: polls(0, quiet), dnp3: dnp3Polls() })
}
function dnp3Polls() {
  return Array.from({ length: quiet * 6 }, (_, index) => dnp3(index * 600 + 60, 'READ'))
}
function loudHours() {
  const stranger = { uid: 'C9', 'id.orig_h': '10.0.0.99' }
  return logs({
    modbus: [
      ...polls(quiet, quiet + 2),
      modbus(quiet * 3600 + 400, { ...stranger, func: 'WRITE_SINGLE_COIL', address: 3 }),
    ],
    dnp3: [dnp3(quiet * 3600 + 500, 'COLD_RESTART')],
    s7comm: [s7job(quiet * 3600 + 600, 'PLC Stop')],
  })
}

/** Findings with their bursts and their rows, without what depends on where their logs lie. */
function told(db: Database) {
  return listFindings(db, true)
    .map(({ id }) => showFinding(db, id))
    .map((finding) => ({
      ...finding,
      bursts: finding.bursts.map((burst) => ({
        ...burst,
        evidence: burst.evidence.map(({ ts, line, uid }) => ({ ts, line, uid })),
      })),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

async function detectThere(cluster: Cluster) {
  const desk = await Desk.open(cluster)
  await detectInCluster(cluster, desk, { detectors, timeout: 120 })
  await desk.save('detect')
  const findings = told(desk.db)
  const failed = desk.db
    .prepare("SELECT detector, reason FROM detector_run WHERE status = 'failed'")
    .all()
  desk.close()
  expect(failed).toEqual([])
  return findings
}

describeClickHouse('detection in ClickHouse', () => {
  const clickhouse = new ClickHouse()

  beforeAll(() => clickhouse.start())
  afterAll(() => clickhouse.stop())

  test('two sensors that send at the same time give the findings of one file with both', async () => {
    const cluster = await clickhouse.open('sensors')
    const whole = emptyStore()
    const spools = [emptyStore(), emptyStore()]
    const sensors = ['north', 'south']
    for (const files of [quietHours(), loudHours()]) {
      const directory = directoryWith(files)
      for (const [index, sensor] of sensors.entries()) {
        await ingest(whole, discover([directory]), { sensor })
        await ingest(spools[index] as Database, discover([directory]), { sensor })
      }
      if (whole.prepare('SELECT 1 FROM baseline').get() === undefined) {
        learn(whole, { name: 'main', minimum: 1 })
        for (const spool of spools) {
          learn(spool, { name: 'main', minimum: 1 })
          const desk = await Desk.open(cluster)
          publish(spool, desk.db)
          await desk.save('learn')
          desk.close()
        }
      }
      await Promise.all(spools.map((spool) => ship(spool, cluster)))
    }
    await detect(whole, { detectors })
    const there = await detectThere(cluster)
    expect(there.map(({ sensor }) => sensor)).toEqual(expect.arrayContaining(sensors))
    expect(there).toEqual(told(whole))
    await cluster.close()
  }, 300_000)

  test('detecting in pieces as rows arrive gives the findings of detecting once', async () => {
    const [pieces, once] = await Promise.all([clickhouse.open('pieces'), clickhouse.open('once')])
    const [first, second] = [emptyStore(), emptyStore()]
    for (const files of [quietHours(), loudHours()]) {
      const directory = directoryWith(files)
      await ingest(first, discover([directory]))
      await ingest(second, discover([directory]))
      await ship(first, pieces)
      await detectThere(pieces)
    }
    await ship(second, once)
    expect(await detectThere(pieces)).toEqual(await detectThere(once))
    await pieces.close()
    await once.close()
  }, 300_000)

  test('of two who change the store at once the second is told, and nothing of it is kept', async () => {
    const cluster = await clickhouse.open('both')
    const [one, other] = [await Desk.open(cluster), await Desk.open(cluster)]
    for (const [desk, name] of [
      [one, 'first'],
      [other, 'second'],
    ] as const) {
      desk.db
        .prepare(
          "INSERT INTO baseline (name, revision, from_ts, to_ts, exchanges, created) VALUES (?, 1, 0, 1, 0, '')",
        )
        .run(name)
    }
    await one.save('one')
    await expect(other.save('other')).rejects.toThrow('Somebody else changed the store')
    expect(await cluster.rows('SELECT name FROM baseline')).toEqual([{ name: 'first' }])
    await cluster.close()
  })
})

const corpus = ['../../../shared/corpus/', '../../../../shared/corpus/']
  .map((place) => fileURLToPath(new URL(place, import.meta.url)))
  .find((place) => existsSync(place))
const cases = corpus === undefined ? [] : readdirSync(corpus).sort()
const wanted = process.env.OTSIFT_CORPUS_ON_CLICKHOUSE === undefined ? cases.slice(0, 3) : cases

if (wanted.length > 0) {
  describeClickHouse('real logs in ClickHouse', () => {
    const clickhouse = new ClickHouse()
    beforeAll(() => clickhouse.start())
    afterAll(() => clickhouse.stop())

    // OTSIFT_CORPUS_ON_CLICKHOUSE=1 takes all cases, which is an hour's work for a busy machine.
    test.each(wanted)(
      '%s: the findings of SQLite',
      async (name) => {
        const cluster = await clickhouse.open(`corpus_${name.replaceAll('-', '_')}`)
        const db = emptyStore()
        await ingest(db, discover([`${corpus}${name}/logs`]))
        await copy(db, cluster)
        await detect(db, { detectors })
        expect(await detectThere(cluster)).toEqual(told(db))
        await cluster.close()
      },
      600_000,
    )
  })
}
