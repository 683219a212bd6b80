import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openReadOnly } from '../../src/store/database.js'
import { otsift } from '../support/cli.js'
import { olderDatabase } from '../support/older.js'
import { logs, modbus, polls, siteStart } from '../support/site.js'
import { all, dump, one } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'
import { start } from '../support/torture/kill-loop.js'
import { Random } from '../support/torture/random.js'

/** `npm run torture -- --rounds N` asks for more. */
const rounds = Number(process.env.OTSIFT_ROUNDS ?? 1)
const seed = Number(process.env.OTSIFT_SEED ?? 7)
const learned = 50

/** Two days of polls, and a stranger's writes after them. */
const plant = logs({
  modbus: [
    ...polls(0, learned + 2),
    ...Array.from({ length: 60 }, (_, index) =>
      modbus(learned * 3600 + 600 + index * 5, {
        'id.orig_h': index % 3 === 0 ? '10.0.0.66' : '10.0.0.1',
        uid: `C9${index % 3}`,
        func: 'WRITE_SINGLE_REGISTER',
        address: index,
        quantity: 1,
      }),
    ),
  ],
})

/** What was written when, and how long it took, is no part of what a database says. */
function told(path: string): Record<string, string[]> {
  const db = openReadOnly(path)
  try {
    expect(all(db, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
    expect(all(db, 'PRAGMA foreign_key_check')).toEqual([])
    const volatile =
      /"(created|queued|judged_from|judged_to|milliseconds|learned_at|finished|who)":("[^"]*"|[\d.e-]+|null)/g
    return Object.fromEntries(
      Object.entries(dump(db)).map(([name, rows]) => [
        name,
        rows.map((row) => row.replaceAll(volatile, '"$1":0')),
      ]),
    )
  } finally {
    db.close()
  }
}

function copy(from: string, to: string): void {
  for (const end of ['', '-wal', '-shm', '-lock']) rmSync(to + end, { force: true })
  if (existsSync(from)) copyFileSync(from, to)
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

interface Step {
  readonly name: string
  readonly before: string
  readonly after: string
  readonly args: readonly string[]
  /** Milliseconds that it takes undisturbed. */
  readonly takes: number
}

/** Every command that writes, each with the database before and after it. */
async function steps(root: string): Promise<Step[]> {
  const found: Step[] = []
  const none = join(root, 'none.db')
  const step = async (name: string, before: string, ...args: string[]): Promise<string> => {
    const after = join(root, `after-${name}.db`)
    copy(before, after)
    const begun = performance.now()
    const ended = await otsift(root, [...args, '--db', after])
    expect({ name, ...ended }).toMatchObject({ code: 0 })
    found.push({ name, before, after, args, takes: performance.now() - begun })
    return after
  }
  const log = join(root, 'modbus_detailed.log')
  const read = await step('ingest', none, 'ingest', log)
  const until = new Date((siteStart + learned * 3600) * 1000).toISOString()
  const normal = await step('learn', read, 'baseline', 'learn', '--to', until)
  const judged = await step('detect', normal, 'detect')
  const db = openReadOnly(judged)
  const id = String(one(db, "SELECT id FROM v_findings WHERE detector LIKE 'new-%' ORDER BY id"))
  db.close()
  const accepted = await step('accept', judged, 'findings', 'accept', id, '--reason', 'ours')
  const old = new Date((siteStart + 10 * 3600) * 1000).toISOString()
  await step('prune', accepted, 'prune', '--messages', old)
  await step('migrate', olderDatabase(join(root, 'old.db')), 'detect')
  return found
}

test(
  `killed hard in each of ${rounds} rounds of six commands, the database ends as if nobody had`,
  async () => {
    const root = directoryWith(plant)
    const random = new Random(seed)
    const all = await steps(root)
    const expected = new Map(all.map(({ name, after }) => [name, told(after)]))
    const database = join(root, 'killed.db')
    const kills: Record<string, number> = {}
    for (let round = 0; round < rounds; round += 1) {
      for (const { name, before, args, takes } of all) {
        copy(before, database)
        for (let times = name === 'learn' || name === 'accept' ? 1 : 2; times > 0; times -= 1) {
          const run = start([...args, '--db', database])
          await sleep(random.whole(takes * 0.3, takes * 1.05))
          run.child.kill('SIGKILL')
          const { code } = await run.ended
          if (code === null) kills[name] = (kills[name] ?? 0) + 1
        }
        // Who runs these twice means it twice: each is done whole or not at all.
        const done =
          ['learn', 'accept'].includes(name) && isEqual(told(database), expected.get(name))
        if (!done) {
          if (name === 'learn' || name === 'accept') {
            expect({ name, ...told(database) }).toEqual({ name, ...told(before) })
          }
          const ended = await otsift(root, [...args, '--db', database])
          expect({ name, ...ended }).toMatchObject({ code: 0 })
        }
        expect({ name, ...told(database) }).toEqual({ name, ...expected.get(name) })
      }
    }
    expect(Object.keys(kills).length).toBeGreaterThan(0)
    if (rounds > 10) process.stderr.write(`kills: ${JSON.stringify(kills)}\n`)
  },
  120_000 + rounds * 60_000,
)
