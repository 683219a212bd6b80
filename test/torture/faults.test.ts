import { spawn } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { loadDetectors } from '../../src/detect/load.js'
import { detect } from '../../src/findings/detect.js'
import { ingest } from '../../src/ingest/run.js'
import { openReadOnly } from '../../src/store/database.js'
import { type Ended, otsift } from '../support/cli.js'
import { logs, modbus, polls } from '../support/site.js'
import { all, dump, emptyStore } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'

const plant = logs({
  modbus: [
    ...polls(0, 40),
    ...Array.from({ length: 30 }, (_, index) =>
      modbus(7200 + index, {
        func: 'WRITE_SINGLE_REGISTER',
        address: index,
        quantity: 1,
        tid: index,
      }),
    ),
  ],
})
const log = 'modbus_detailed.log'
const stack = /\n\s+at /

/** Runs the program where no file may grow beyond so many blocks of 512 or 1024 bytes. */
function withFileLimit(directory: string, blocks: number, args: readonly string[]): Promise<Ended> {
  const program = join(process.cwd(), 'dist/cli.js')
  const command = `ulimit -f ${blocks}; exec "$0" "$@"`
  const child = spawn('sh', ['-c', command, process.execPath, program, ...args], { cwd: directory })
  const told = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      told[name] += text
    })
  }
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, ...told }))
  })
}

function stored(path: string): Record<string, string[]> {
  const db = openReadOnly(path)
  expect(all(db, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  const told = dump(db)
  db.close()
  return told
}

/** A clock that stands still at this moment, in milliseconds. */
function clockAt(moment: number): DateConstructor {
  const RealDate = Date
  return class extends RealDate {
    constructor(...at: [] | [number | string]) {
      super(at[0] ?? moment)
    }
    static override now(): number {
      return moment
    }
  } as DateConstructor
}

async function undisturbed(): Promise<Record<string, string[]>> {
  const directory = directoryWith(plant)
  expect(await otsift(directory, ['ingest', log, '--db', 'o.db'])).toMatchObject({ code: 0 })
  return stored(join(directory, 'o.db'))
}

test('a disk that is full is told, loses nothing, and the next run ends as if it had not been', async () => {
  const directory = directoryWith(plant)
  const args = ['ingest', log, '--db', 'o.db']
  let failed = 0
  for (const blocks of [100, 600, 1200, 1500]) {
    const ended = await withFileLimit(directory, blocks, args)
    if (ended.code === 0) continue
    failed += 1
    expect(ended).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/o\.db.*(full|I\/O error)/),
    })
    expect(ended.stderr).not.toMatch(stack)
  }
  expect(failed).toBeGreaterThan(0)
  expect(await otsift(directory, args)).toMatchObject({ code: 0 })
  expect(stored(join(directory, 'o.db'))).toEqual(await undisturbed())
})

test('two processes on one database: one waits for the other or says who holds it, and both end whole', async () => {
  const directory = directoryWith(plant)
  const both = await Promise.all(
    [1, 2].map(() => otsift(directory, ['ingest', log, '--db', 'o.db'])),
  )
  for (const { code, stderr } of both) {
    if (code !== 0) expect(stderr).toMatch(/is in use by/)
  }
  expect(both.map(({ code }) => code)).toContain(0)
  expect(stored(join(directory, 'o.db'))).toEqual(await undisturbed())
})

test('a directory that cannot be written is told', async () => {
  // root may write everywhere but where there is nothing to write to.
  const place = process.getuid?.() === 0 ? '/proc/1' : directoryWith()
  if (place !== '/proc/1') chmodSync(place, 0o500)
  const directory = directoryWith(plant)
  const ended = await otsift(directory, ['ingest', log, '--db', join(place, 'o.db')])
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('o.db') })
  expect(ended.stderr).not.toMatch(stack)
})

test('the clock of the machine decides nothing: what is found is the same in any year', async () => {
  const directory = directoryWith(plant)
  const found = []
  for (const year of [1971, 2023, 2199]) {
    const real = globalThis.Date
    globalThis.Date = clockAt(real.UTC(year, 0, 1))
    try {
      const db = emptyStore()
      await ingest(db, [join(directory, log)])
      await detect(db, { detectors: loadDetectors() })
      const { finding, finding_event, finding_atom, evidence } = dump(db)
      found.push({ finding, finding_event, finding_atom, evidence })
    } finally {
      globalThis.Date = real
    }
  }
  expect(found[0]?.finding?.length).toBeGreaterThan(0)
  expect(found[1]).toEqual(found[0])
  expect(found[2]).toEqual(found[0])
})
