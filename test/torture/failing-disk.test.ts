import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { openReadOnly } from '../../src/store/database.js'
import { otsift } from '../support/cli.js'
import { logs, modbus, polls } from '../support/site.js'
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

describe('a disk that stays broken', () => {
  const errors = [
    ['EIO', 'the system reports an I/O error'],
    // Where SQLite cannot tell, a full disk is an I/O error.
    ['ENOSPC', '(the disk is full|the system reports an I/O error)'],
  ] as const
  /** Commands, and up to which write of theirs the disk holds. */
  const commands = [
    ['ingest', [log], 100],
    ['detect', [], 8],
    ['watch', ['.'], 100],
  ] as const
  const cases = commands.flatMap(([command, paths, most]) =>
    errors.map(([error, told]) => ({ command, paths, most, error, told })),
  )
  /** What was read and found, without when and how long it took. */
  const facts = (path: string) =>
    Object.entries(stored(path)).filter(
      ([table]) => !['detector_run', 'finding_revision'].includes(table),
    )
  const forbidden = logs({ modbus: [...polls(0, 10), modbus(300, { 'id.orig_h': '10.9.9.9' })] })

  const plantOfSite = { ...forbidden, 'policy.yaml': 'clients: [10.0.0.1]\n' }
  let undisturbed: ReturnType<typeof facts>

  beforeAll(async () => {
    if (!library) return
    const directory = directoryWith(plantOfSite)
    await otsift(directory, ['scan', log, '--db', 'o.db', '--policy', 'policy.yaml'])
    undisturbed = facts(join(directory, 'o.db'))
    expect(new Map(undisturbed).get('finding')).not.toEqual([])
  }, 60_000)

  tried.each(cases)(
    'with $error ends `$command` with one clear error, and all is there when it heals',
    async ({ command, paths, most, error, told }) => {
      const own = directoryWith(plantOfSite)
      if (command === 'detect') await otsift(own, ['ingest', log, '--db', 'o.db'])
      const at = random.whole(1, most)
      const ended = await otsift(own, [command, ...paths, '--db', 'o.db'], '', {
        LD_PRELOAD: String(library),
        OTSIFT_FAIL_CALL: 'write',
        OTSIFT_FAIL_FILE: '/o.db',
        OTSIFT_FAIL_AT: String(at),
        OTSIFT_FAIL_ALWAYS: error,
      })
      expect({ at, ...ended }).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(new RegExp(`^(.*\\n)?otsift: o\\.db .*${told}.*\\n$`)),
      })
      const healed = await otsift(own, ['scan', log, '--db', 'o.db', '--policy', 'policy.yaml'])
      expect({ at, ...healed }).toMatchObject({ code: 0 })
      expect({ at, facts: facts(join(own, 'o.db')) }).toEqual({ at, facts: undisturbed })
    },
    60_000,
  )
})
