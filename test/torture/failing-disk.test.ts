import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { openReadOnly } from '../../src/store/database.js'
import { otsift } from '../support/cli.js'
import { logs, polls } from '../support/site.js'
import { all, dump } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'
import { Random } from '../support/torture/random.js'

/** `npm run torture -- --rounds N` asks for more. */
const rounds = Number(process.env.OTSIFT_ROUNDS ?? 1)
const random = new Random(Number(process.env.OTSIFT_SEED ?? 7))
const plant = logs({ modbus: polls(0, 10) })
const log = 'modbus_detailed.log'

/** Which call fails on which file, and up to which one of its kind a run of this size comes. */
const faults = [
  ['write', 'o.db', 60],
  ['write', 'o.db-wal', 150],
  ['read', 'o.db', 30],
  ['sync', 'o.db', 2],
  ['sync', 'o.db-wal', 2],
  ['read', log, 3],
] as const

/** A library that makes calls fail, where there is a C compiler and a Linux to load it; undefined elsewhere. */
function failingDisk(): string | undefined {
  if (process.platform !== 'linux') return undefined
  const library = join(directoryWith(), 'failing-disk.so')
  const source = 'test/support/torture/failing-disk.c'
  const args = ['-shared', '-fPIC', '-o', library, source, '-ldl']
  const { error, status, stderr } = spawnSync('cc', args, { encoding: 'utf8' })
  if (error) return undefined
  if (status !== 0) throw new Error(stderr)
  return library
}

function stored(path: string): Record<string, string[]> {
  const db = openReadOnly(path)
  try {
    expect(all(db, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
    return dump(db)
  } finally {
    db.close()
  }
}

const library = failingDisk()
if (!library) process.stderr.write('no C compiler: I/O errors are not tried\n')
const tried = library ? test : test.skip

tried(
  `a disk that fails once in each of ${rounds * faults.length} runs loses nothing and doubles nothing`,
  async () => {
    const directory = directoryWith(plant)
    await otsift(directory, ['ingest', log, '--db', 'whole.db'])
    const whole = stored(join(directory, 'whole.db'))
    let failed = 0
    for (let round = 0; round < rounds; round += 1) {
      for (const [call, file, most] of faults) {
        const own = directoryWith(plant)
        const at = random.whole(1, most)
        const ended = await otsift(own, ['ingest', log, '--db', 'o.db'], '', {
          LD_PRELOAD: String(library),
          OTSIFT_FAIL_CALL: call,
          OTSIFT_FAIL_FILE: `/${file}`,
          OTSIFT_FAIL_AT: String(at),
        })
        const place = { call, file, at }
        expect({ ...place, stderr: ended.stderr }).not.toMatchObject({
          stderr: expect.stringMatching(/\n\s+at /),
        })
        if (ended.code !== 0) failed += 1
        const again = await otsift(own, ['ingest', log, '--db', 'o.db'])
        expect({ ...place, ...again }).toMatchObject({ code: 0 })
        expect({ ...place, ...stored(join(own, 'o.db')) }).toEqual({ ...place, ...whole })
      }
    }
    expect(failed).toBeGreaterThan(0)
  },
  60_000 + rounds * 60_000,
)
