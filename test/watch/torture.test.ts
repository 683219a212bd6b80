import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadDetectors } from '../../src/detect/load.js'
import { discover } from '../../src/files/discover.js'
import { detect } from '../../src/findings/detect.js'
import { ingest } from '../../src/ingest/run.js'
import { type Database, openReadOnly } from '../../src/store/database.js'
import { dump, emptyStore, one } from '../support/store.js'
import { killLoop, start } from '../support/torture/kill-loop.js'
import { Random } from '../support/torture/random.js'
import { key, patience, UnwellReceiver } from '../support/torture/receiver.js'
import { type CaughtUp, type Habit, ZeekWriter } from '../support/torture/zeek-writer.js'

/** `npm run torture` asks for 200. */
const kills = Number(process.env.OTSIFT_KILLS ?? 2)
const seed = Number(process.env.OTSIFT_SEED ?? 7)
const sensors: Readonly<Record<string, Habit>> = {
  north: 'zeekctl',
  south: 'plain',
  west: 'streaming',
}

/** Waits until the database has a log as far as that. */
function caughtUpIn(database: string): CaughtUp {
  return async (path, bytes, unfinished) => {
    for (;;) {
      if (existsSync(database) && isStored(database, path, bytes, unfinished)) return
      await sleep(50)
    }
  }
}

function isStored(database: string, path: string, bytes: number, unfinished: number): boolean {
  let db: Database | undefined
  try {
    db = openReadOnly(database)
    return (
      one(
        db,
        'SELECT count(*) FROM ingest_file WHERE offset = ? AND unfinished = ? AND log = ?',
        bytes,
        unfinished,
        /(\w+?)(\.\d+)?\.log$/.exec(path)?.[1]?.replace('json_streaming_', ''),
      ) !== 0
    )
  } catch {
    // It is being made, or the one who writes it was killed a moment ago.
    return false
  } finally {
    db?.close()
  }
}

test(
  `killed hard ${kills} times while Zeek writes and rotates, watch has what a batch has`,
  async () => {
    // What failed is left there to be looked at: the moments of the kills do not come back.
    const root = mkdtempSync(join(tmpdir(), 'otsift-torture-'))
    const database = join(root, 'plant.db')
    const caughtUp = caughtUpIn(database)
    const writers = Object.entries(sensors).map(
      ([name, habit], index) =>
        new ZeekWriter(join(root, name), join(root, 'mirror', name), habit, seed + index, caughtUp),
    )
    const directories = Object.keys(sensors).map(
      (name, index) => `${name}=${writers[index]?.directory}`,
    )
    const told = join(root, 'findings.ndjson')
    const policy = join(root, 'policy.yaml')
    const receiver = await UnwellReceiver.start(new Random(seed))
    writeFileSync(join(root, 'key'), key)
    const hook = `{url: "${receiver.url}", secret_file: ${join(root, 'key')}, timeout: ${patience}}`
    writeFileSync(policy, `sinks: {shipper: {file: ${told}}, hook: ${hook}}\n`)
    const args = ['watch', ...directories, '--every', '0.1', '--db', database, '--policy', policy]
    let writing = true
    const first = start(args)
    // What is rotated away before anybody watched is none of its business.
    while (!existsSync(database) || !isWatched(database)) {
      expect(first.child.exitCode).toBeNull()
      await sleep(50)
    }
    const written = writers.map(async (writer) => {
      while (writing) {
        await writer.step()
        await sleep(15)
      }
      writer.finish()
    })
    first.child.kill('SIGKILL')
    await first.ended
    // A Zeek that starts anew takes its directory away for a moment, and watch says so.
    const expected =
      /^watching;|^seven days|^sink hook: (HTTP 500|no answer within|socket hang up|aborted)|^otsift: \S+\/(current|logs) (is not there|can be read again)/
    const strange = await killLoop(args, kills, new Random(seed), expected)
    writing = false
    // Writers that wait for somebody to read need one, on a busy machine for longer than one run.
    const through = Promise.all(written).then(() => true)
    do {
      const last = start([...args, '--duration', '15'])
      expect(await last.ended).toMatchObject({ code: 0 })
    } while (!(await Promise.race([through, sleep(0, false)])))
    expect(strange).toEqual([])
    const settled = start([...args, '--duration', '5'])
    expect(await settled.ended).toMatchObject({ code: 0 })
    receiver.recover()
    await deliverAll(database, policy)

    const live = openReadOnly(database)
    try {
      expect(one(live, 'SELECT count(*) FROM v_delivery WHERE delivered IS NULL')).toBe(0)
      expect([...new Set(deliveriesIn(told))].sort()).toEqual(queuedFor(live, 'shipper'))
      expect([...receiver.taken].sort()).toEqual(queuedFor(live, 'hook'))
      expect(receiver.ids.sort()).toEqual(queuedFor(live, 'hook'))
      expect(receiver.faults).toEqual([])
      expect(receiver.unwell).toBeGreaterThan(0)
      const whole = await batch(join(root, 'mirror'))
      expect(findingCount(whole)).toBeGreaterThan(5)
      const expectedTables = dump(whole)
      for (const [table, rows] of Object.entries(dump(live))) {
        if (lives.has(table)) continue
        expect({ table, ...difference(rows, expectedTables[table] ?? []) }).toEqual({
          table,
          missing: [],
          more: [],
        })
      }
    } finally {
      live.close()
    }
    rmSync(root, { recursive: true })
  },
  120_000 + kills * 10_000,
)

/** Tables that say how the runs were cut, and what the policy says. */
const lives = new Set([
  'detector_run',
  'finding_revision',
  'delivery',
  'sink',
  'policy',
  'policy_clock',
])

/** What the database says was told to a sink, or has to be. */
function queuedFor(db: Database, sink: string): string[] {
  const ids = "SELECT finding || '-' || revision FROM v_delivery WHERE sink = ?"
  return (db.prepare(ids).pluck().all(sink) as string[]).sort()
}

/** Sends what waits for sinks, whose pauses after a failure are as long as they are. */
async function deliverAll(database: string, policy: string): Promise<void> {
  const waits = () => {
    const db = openReadOnly(database)
    try {
      return one(db, 'SELECT count(*) FROM v_delivery WHERE delivered IS NULL') !== 0
    } finally {
      db.close()
    }
  }
  for (; waits(); await sleep(200)) {
    const sent = await start(['deliver', '--db', database, '--policy', policy]).ended
    expect(sent).toEqual({ code: 0, stderr: '' })
  }
}

/** Ids of what a file was told; a crash may leave half a line. */
function deliveriesIn(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => /^\{"delivery":"([^"]+)".*\}$/.exec(line)?.[1] ?? [])
}

function isWatched(database: string): boolean {
  try {
    const db = openReadOnly(database)
    const archives = one(db, 'SELECT count(*) FROM watched_archive')
    db.close()
    return archives !== 0
  } catch {
    return false
  }
}

async function batch(mirror: string): Promise<Database> {
  const db = emptyStore()
  for (const name of Object.keys(sensors)) {
    await ingest(db, discover([join(mirror, name)]), { sensor: name })
  }
  await detect(db, { detectors: loadDetectors() })
  return db
}

function findingCount(db: Database): number {
  return Number(one(db, 'SELECT count(*) FROM finding'))
}

/** The first rows that one of two tables has and the other has not. */
function difference(rows: readonly string[], expected: readonly string[]) {
  const has = new Set(rows)
  const should = new Set(expected)
  return {
    missing: expected.filter((row) => !has.has(row)).slice(0, 5),
    more: rows.filter((row) => !should.has(row)).slice(0, 5),
  }
}
