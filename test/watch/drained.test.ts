import {
  appendFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { OpenLog } from '../../src/files/open-log.js'
import { FollowedLogs } from '../../src/watch/followed-logs.js'
import { plant } from '../support/plant.js'
import { all, emptyStore } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'
import { connection, jsonLog } from '../support/zeek-log.js'

const rows = (from: number, to: number) =>
  jsonLog(
    Array.from({ length: to - from }, (_, index) => ({
      ...connection,
      ts: 1_700_000_000 + from + index,
      tid: from + index,
      unit: 1,
      func: 'READ_COILS',
      matched: true,
    })),
  )

/** A log of five rows that was looked at, and has got five more since; `seconds` are those of the rows stored. */
async function followed() {
  const root = directoryWith({ 'logs/modbus_detailed.log': rows(0, 5) })
  const log = join(root, 'logs', 'modbus_detailed.log')
  const db = emptyStore()
  const logs = new FollowedLogs(db, [{ path: join(root, 'logs') }])
  const look = () =>
    logs.look(
      (work) => work(),
      (_, error) => {
        throw error
      },
    )
  const seconds = () =>
    all<{ ts: number }>(db, 'SELECT ts FROM v_modbus ORDER BY file, line').map(
      ({ ts }) => ts % 1000,
    )
  await look()
  appendFileSync(log, rows(5, 10))
  return { root, log, look, seconds, close: () => logs.close() }
}

const counting = (to: number) => Array.from({ length: to }, (_, index) => index)

test.each<[string, (log: string, root: string) => void]>([
  ['deleted', (log) => rmSync(log)],
  ['moved to where nobody looks', (log, root) => renameSync(log, join(root, 'elsewhere'))],
  ['renamed where it is', (log) => renameSync(log, log.replace('.log', '.10:00:00-11:00:00.log'))],
  [
    'deleted with its directory, as by a deploy',
    (log, root) => {
      rmSync(join(root, 'logs'), { recursive: true })
      mkdirSync(join(root, 'logs'))
      expect(existsSync(log)).toBe(false)
    },
  ],
])('a log that is %s has its tail read before the one that takes its name', async (_, rotate) => {
  const { root, log, look, seconds, close } = await followed()
  rotate(log, root)
  writeFileSync(log, rows(10, 15))
  await look()
  close()
  expect(seconds()).toEqual(counting(15))
})

test('and what is still written to it after that is read, too', async () => {
  const { root, log, look, seconds, close } = await followed()
  renameSync(log, join(root, 'elsewhere'))
  await look()
  appendFileSync(join(root, 'elsewhere'), rows(10, 15))
  await look()
  close()
  expect(seconds()).toEqual(counting(15))
})

/** Torture rotates to where logs are found again, so it is here that a tail nobody drains is missed. */
test('these tests would see a log that is not asked any more once its name is gone', async () => {
  const last = new WeakMap<OpenLog, Stats | undefined>()
  plant(OpenLog.prototype, 'stat', (stat) => {
    return function (this: OpenLog) {
      if (existsSync(this.path) || !last.has(this)) last.set(this, stat.call(this))
      return last.get(this)
    }
  })
  const { log, look, seconds, close } = await followed()
  rmSync(log)
  await look()
  close()
  expect(seconds()).toEqual(counting(5))
})
