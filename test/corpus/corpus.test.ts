import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { discover } from '../../src/files/discover.js'
import { ingest } from '../../src/ingest/run.js'
import { all, emptyStore, one } from '../support/store.js'

/** Real logs, which lie beside the project and not in it; from a clone they may lie higher. */
const places = ['../../../shared/corpus/', '../../../../shared/corpus/']
  .map((place) => fileURLToPath(new URL(place, import.meta.url)))
  .filter((place) => existsSync(place))
const corpus = places[0] ?? ''
const cases = corpus === '' ? [] : readdirSync(corpus).sort()

const exchanges = `SELECT client, server, function_code, sum(exchanges) AS exchanges FROM v_activity
  WHERE protocol = 'modbus' GROUP BY 1, 2, 3 HAVING sum(exchanges) > 0 ORDER BY 1, 2, 3`

if (cases.length === 0) {
  test.skip('the corpus of real logs is not there: ../shared/corpus beside the project', () => {})
} else {
  test('the corpus has its 36 cases', () => {
    expect(cases).toHaveLength(36)
  })

  test.each(cases)('%s: each row is stored or rejected', async (name) => {
    const db = emptyStore()
    const result = await ingest(db, discover([join(corpus, name, 'logs')]))
    expect(result.rows).toBeGreaterThan(0)
    expect(result.rows).toBe(result.stored + result.rejected)
    expect(one(db, 'SELECT count(*) FROM rejected_line')).toBe(result.rejected)
  })

  // Of fuzzed packets, ICSNPP's log leaves out responses that are cut short, so its rows are fewer.
  const sound = cases.filter((name) => !name.startsWith('hostile-fuzz'))
  const both = sound.filter((name) =>
    ['modbus.log.gz', 'modbus_detailed.log.gz'].every((log) =>
      existsSync(join(corpus, name, 'logs', log)),
    ),
  )

  test.each(both)('%s: modbus.log and modbus_detailed.log count the same', async (name) => {
    const [plain, detailed] = ['modbus.log.gz', 'modbus_detailed.log.gz'].map((log) =>
      join(corpus, name, 'logs', log),
    ) as [string, string]
    const count = async (...paths: string[]) => {
      const db = emptyStore()
      await ingest(db, paths)
      return all(db, exchanges)
    }
    const alone = await count(detailed)
    expect(await count(plain)).toEqual(alone)
    expect(await count(plain, detailed)).toEqual(alone)
  })
}
