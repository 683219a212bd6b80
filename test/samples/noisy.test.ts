import { learn } from '../../src/baseline/learn.js'
import { loadDetectors } from '../../src/detect/load.js'
import { detect } from '../../src/findings/detect.js'
import { ingest } from '../../src/ingest/run.js'
import { modbus, siteStart } from '../support/site.js'
import { all, emptyStore } from '../support/store.js'
import { fileWith } from '../support/temporary.js'
import { jsonLog, type LogRow } from '../support/zeek-log.js'

const hour = 3600
const day = 24 * hour
const detectors = loadDetectors()

/** Numbers from 0 to 1, the same in each run. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/**
 * Eight days of a site with a bad network: jittery polls of which one in fifty is lost, two masters that take
 * turns by the day, functions that are only used by day, and operators who write in bursts.
 */
function noisySite(): LogRow[] {
  const random = numbers(7)
  const rows: LogRow[] = []
  for (let at = 0; at < 8 * day; at += 30 * (0.9 + 0.2 * random())) {
    if (random() < 0.02) continue
    const master = Math.floor(at / day) % 2 === 0 ? '10.0.0.1' : '10.0.0.5'
    const daytime = at % day > 6 * hour && at % day < 20 * hour
    const ask = (later: number, change: LogRow = {}) =>
      rows.push(modbus(at + later, { uid: `C${master}`, 'id.orig_h': master, ...change }))
    ask(0)
    if (daytime) ask(0.3, { func: 'READ_INPUT_REGISTERS', address: 100 })
    if (random() < 0.02) ask(0.6, { func: 'READ_COILS', address: 8 })
    if (daytime && random() < 0.005)
      for (let write = 0; write < 4; write += 1)
        ask(1 + write, { func: 'WRITE_SINGLE_REGISTER', address: 20 + write, quantity: 1 })
  }
  return rows
}

async function loud(rows: readonly LogRow[]): Promise<string[]> {
  const db = emptyStore()
  const sorted = [...rows].sort((a, b) => Number(a.ts) - Number(b.ts))
  await ingest(db, [fileWith('modbus_detailed.log', jsonLog(sorted))])
  learn(db, { name: 'main', minimum: 48, to: siteStart + 4 * day })
  await detect(db, { detectors })
  return all<{ detector: string }>(
    db,
    `SELECT DISTINCT detector FROM v_finding_events
     WHERE severity IN ('medium', 'high', 'critical') ORDER BY 1`,
  ).map(({ detector }) => detector)
}

test('a bad network, redundant masters and busy operators give nothing of medium or above', async () => {
  expect(await loud(noisySite())).toEqual([])
})

test('in it an attacker is still seen, by writes and by errors', async () => {
  const night = 5 * day + 2 * hour
  const attack = Array.from({ length: 60 }, (_, index) => [
    modbus(night + index * 50, {
      uid: 'C10.0.0.5',
      'id.orig_h': '10.0.0.5',
      func: 'WRITE_SINGLE_REGISTER',
      address: 21,
      quantity: 1,
    }),
    modbus(night + 2 * hour + index * 50, {
      uid: 'C10.0.0.5',
      'id.orig_h': '10.0.0.5',
      exception_code: 'ILLEGAL_DATA_ADDRESS',
    }),
  ]).flat()
  const found = await loud([...noisySite(), ...attack])
  expect(found).toEqual(expect.arrayContaining(['write-share-rise', 'error-rate-rise']))
})
