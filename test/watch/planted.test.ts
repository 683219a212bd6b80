import { join } from 'node:path'
import { loadDetectors } from '../../src/detect/load.js'
import { discover } from '../../src/files/discover.js'
import { detect } from '../../src/findings/detect.js'
import { makePlan } from '../../src/findings/plan.js'
import { type Checkpoint, Checkpoints } from '../../src/ingest/checkpoint.js'
import { ingest } from '../../src/ingest/run.js'
import type { Database } from '../../src/store/database.js'
import { ArchivedLogs, archivesBeside } from '../../src/watch/archive.js'
import { FollowedLogs } from '../../src/watch/followed-logs.js'
import { plant } from '../support/plant.js'
import { dump, emptyStore } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'
import { Random } from '../support/torture/random.js'
import { type Habit, ZeekWriter } from '../support/torture/zeek-writer.js'

/*
 * Would torture see a bug? Its writer and its comparison in one process, where kills come at moments of our choice:
 * what is sound passes, and each planted bug is complained of.
 */

const detectors = loadDetectors()
const sensors: Readonly<Record<string, Habit>> = {
  north: 'zeekctl',
  south: 'plain',
  west: 'streaming',
}
const steps = 150
const seed = Number(process.env.OTSIFT_SEED ?? 7)

/** What a kill between two moments of the program does away with. */
interface Planted {
  /** Called after each look at the logs. */
  readonly afterLook?: () => void
  /** Called when the program is killed. */
  readonly killed?: (db: Database) => void
}

/** Watches sensors that write and rotate, with a kill now and then; tells what torture would complain of. */
async function complaints(planted: Planted = {}): Promise<string[]> {
  const root = directoryWith()
  const random = new Random(seed)
  const db = emptyStore()
  const troubles = new Set<string>()
  /** Reads what is new, or is killed in the middle of it: the others of its logs are not read. */
  const look = async (killed = false) => {
    await logs.look(
      (work) => (killed && random.chance(0.5) ? Promise.reject(new Error('killed')) : work()),
      (_, error) => error.message === 'killed' || troubles.add(`told: ${error.message}`),
    )
  }
  const lookAndGoOn = async () => {
    await look()
    planted.afterLook?.()
  }
  const writers = Object.entries(sensors).map(
    ([name, habit], index) =>
      new ZeekWriter(
        join(root, name),
        join(root, 'mirror', name),
        habit,
        seed + index,
        lookAndGoOn,
      ),
  )
  const directories = Object.keys(sensors).map((sensor, index) => ({
    path: String(writers[index]?.directory),
    sensor,
  }))
  const write = async () => {
    for (const writer of writers) await writer.step()
  }
  const watching = () => new FollowedLogs(db, directories, archivesBeside(db, directories))
  let logs = watching()
  for (let step = 0; step < steps; step += 1) {
    await write()
    if (random.chance(0.4)) await lookAndGoOn()
    if (step === steps / 10) await detect(db, { detectors })
    if (!random.chance(0.1)) continue
    // Killed in the middle of a look and of a detection; meanwhile Zeek writes on.
    await look(true)
    makePlan(db, { detectors })
    planted.killed?.(db)
    logs.close()
    for (let missed = 0; missed < 5; missed += 1) await write()
    logs = watching()
  }
  for (const writer of writers) writer.finish()
  // An archive is looked at now and again.
  for (let rest = 0; rest <= 10; rest += 1) await lookAndGoOn()
  logs.close()
  await detect(db, { detectors })
  return [...troubles, ...differingTables(db, await batch(join(root, 'mirror')))]
}

async function batch(mirror: string): Promise<Database> {
  const db = emptyStore()
  for (const sensor of Object.keys(sensors)) {
    await ingest(db, discover([join(mirror, sensor)]), { sensor })
  }
  await detect(db, { detectors })
  return db
}

function differingTables(live: Database, whole: Database): string[] {
  const [found, expected] = [dump(live), dump(whole)]
  const runs = new Set(['detector_run', 'finding_revision'])
  return Object.keys(found).filter(
    (table) => !runs.has(table) && String(found[table]) !== String(expected[table]),
  )
}

test('as it is, there is nothing to complain of', async () => {
  expect(await complaints()).toEqual([])
})

test('a checkpoint saved in another transaction than its rows', async () => {
  let unsaved: (() => void)[] = []
  plant(Checkpoints.prototype, 'save', (save) => {
    return function (this: Checkpoints, checkpoint: Checkpoint) {
      const then = { ...checkpoint }
      unsaved.push(() => save.call(this, then))
    }
  })
  const killed = () => {
    unsaved = []
  }
  const afterLook = () => {
    for (const each of unsaved.splice(0)) each()
  }
  expect(await complaints({ afterLook, killed })).toContainEqual(
    expect.stringContaining('told: UNIQUE constraint failed'),
  )
})

test('logs rotated while nobody watched, and not looked for', async () => {
  plant(ArchivedLogs.prototype, 'recent', () => () => [])
  expect(await complaints()).toEqual(expect.arrayContaining(['activity', 'ingest_file']))
})

test('minutes that a killed detection had claimed, and that the next one forgets', async () => {
  const killed = (db: Database) => db.exec('DELETE FROM judging_minute')
  expect(await complaints({ killed })).toContain('finding')
})
