import {
  chmodSync,
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { toFileOrOutput } from '../../src/commands/target.js'
import { loadDetectors } from '../../src/detect/load.js'
import { discover } from '../../src/files/discover.js'
import { ingest } from '../../src/ingest/run.js'
import { openStore } from '../../src/store/database.js'
import { lock } from '../../src/store/lock.js'
import { detectorText } from '../support/detectors.js'
import { run } from '../support/run.js'
import { directoryWith } from '../support/temporary.js'
import { connection, jsonLog } from '../support/zeek-log.js'

const log = jsonLog([{ ...connection, func: 'READ_COILS', unit: 1, tid: 1 }])

test('the database, its lock, its -wal and its -shm are their owner’s alone', async () => {
  const directory = directoryWith({ 'modbus_detailed.log': log })
  const path = join(directory, 'o.db')
  const held = lock(path, 'a test')
  const db = openStore(path)
  await ingest(db, [join(directory, 'modbus_detailed.log')])
  const files = readdirSync(directory).filter((name) => name.startsWith('o.db'))
  expect(files.sort()).toEqual(['o.db', 'o.db-lock', 'o.db-shm', 'o.db-wal'])
  for (const name of files) {
    expect({ name, mode: statSync(join(directory, name)).mode & 0o077 }).toEqual({ name, mode: 0 })
  }
  db.close()
  held.release()
})

test('a sensor’s name is never a path', async () => {
  const directory = directoryWith({ 'logs/modbus_detailed.log': log })
  const sensor = '../../escaped'
  const db = join(directory, 'o.db')
  await run('ingest', join(directory, 'logs'), '--sensor', sensor, '--db', db)
  expect(readdirSync(directory).filter((name) => !name.startsWith('o.db'))).toEqual(['logs'])
})

test('a directory of logs that leads to itself is read once', () => {
  const directory = directoryWith({ 'modbus_detailed.log': log })
  symlinkSync(directory, join(directory, 'again'))
  expect(discover([directory])).toHaveLength(1)
})

test('a symlink to what is no log is not told: its lines are rejected without their text', async () => {
  const directory = directoryWith({ 'secret.txt': 'root:x:0:0\n'.repeat(5) })
  symlinkSync(join(directory, 'secret.txt'), join(directory, 'modbus.log'))
  const db = openStore(':memory:')
  await ingest(db, [join(directory, 'modbus.log')])
  expect(db.prepare('SELECT count(*) FROM rejected_line').pluck().get()).toBe(5)
  expect(
    db.prepare("SELECT count(*) FROM rejected_line WHERE text LIKE '%root%'").pluck().get(),
  ).toBe(0)
  db.close()
})

test('a detector’s header of nested aliases is refused', () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
  for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg', 'ih'].map((two) => [
    ...two,
  ])) {
    bomb.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`)
  }
  const text = detectorText({ header: bomb.join('\n') })
  expect(() => loadDetectors([directoryWith({ 'modbus/bomb-seen.sql': text })])).toThrow(/alias/)
})

test('a policy of nested aliases is refused', async () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
  for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg', 'ih'].map((two) => [
    ...two,
  ])) {
    bomb.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`)
  }
  const directory = directoryWith()
  writeFileSync(join(directory, 'policy.yaml'), bomb.join('\n'))
  const told = await run('policy', 'check', join(directory, 'policy.yaml'))
  expect(told).toMatchObject({ code: 2, stderr: expect.stringContaining('alias') })
})

test('no pattern is ever made of text from a log', () => {
  const made = readdirSync('src', { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => /new RegExp\(/.test(readFileSync(join('src', name), 'utf8')))
  expect(made).toEqual([])
})

test('few packages run, and only better-sqlite3 has an install script', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean; hasInstallScript?: boolean }>
  }
  const running = Object.entries(packages).filter(([name, each]) => name !== '' && !each.dev)
  expect(running.length).toBeLessThan(90)
  expect(running.flatMap(([name, { hasInstallScript }]) => (hasInstallScript ? name : []))).toEqual(
    ['node_modules/better-sqlite3'],
  )
})

describe('a file that is asked for by --output', () => {
  const silent = { stdout: () => undefined, stderr: () => undefined, interactive: false }

  test.each([
    ['report', '--format', 'json'],
    ['export', '--format', 'csv'],
  ])('of %s is its owner’s alone, and no other is written', async (...args) => {
    const directory = directoryWith({ 'modbus_detailed.log': log, 'kept.txt': 'kept' })
    const db = join(directory, 'o.db')
    await run('ingest', join(directory, 'modbus_detailed.log'), '--db', db)
    const path = join(directory, 'out.txt')
    await run(...args, '--output', path, '--db', db)
    expect(statSync(path).mode & 0o077).toBe(0)
    // Nothing of a log or of a database names a file: only who gives the command does.
    expect(readFileSync(join(directory, 'kept.txt'), 'utf8')).toBe('kept')
    expect(
      readdirSync(directory)
        .filter((name) => !name.startsWith('o.db'))
        .sort(),
    ).toEqual(['kept.txt', 'modbus_detailed.log', 'out.txt'])
  })

  test('takes the place of one that others may read', async () => {
    const directory = directoryWith({ 'out.json': 'of old' })
    const db = join(directory, 'o.db')
    openStore(db).close()
    const path = join(directory, 'out.json')
    chmodSync(path, 0o666)
    const reader = openSync(path, 'r')
    await run('report', '--format', 'json', '--output', path, '--db', db)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(JSON.parse(readFileSync(path, 'utf8'))).toHaveProperty('findings')
    // Who had it open reads what was there.
    expect(readFileSync(reader, 'utf8')).toBe('of old')
    closeSync(reader)
  })

  test('stays as it was, and nothing lies beside it, where writing fails', async () => {
    const directory = directoryWith({ 'out.json': 'of old' })
    const path = join(directory, 'out.json')
    const pieces = function* () {
      yield 'half'
      throw new Error('the rest cannot be read')
    }
    expect(() => toFileOrOutput(path, pieces(), silent)).toThrow('cannot be read')
    expect(readFileSync(path, 'utf8')).toBe('of old')
    expect(readdirSync(directory)).toEqual(['out.json'])
  })

  test.each(['there', 'nowhere'])(
    'is never written through a link to a file that is %s',
    async (to) => {
      const directory = directoryWith({ there: 'kept' })
      const path = join(directory, 'out.json')
      symlinkSync(to, path)
      expect(() => toFileOrOutput(path, 'text', silent)).toThrow(/is a link/)
      expect(readdirSync(directory).sort()).toEqual(['out.json', 'there'])
      expect(readFileSync(join(directory, 'there'), 'utf8')).toBe('kept')
    },
  )

  test('may be a device', () => {
    expect(() => toFileOrOutput('/dev/null', 'text', silent)).not.toThrow()
  })

  test('cannot be a directory, or lie in none', async () => {
    const directory = directoryWith({ 'modbus_detailed.log': log })
    const db = join(directory, 'o.db')
    await run('ingest', join(directory, 'modbus_detailed.log'), '--db', db)
    for (const path of [directory, join(directory, 'none', 'out.txt')]) {
      expect(await run('report', '--output', path, '--db', db)).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/cannot be written.*Check --output/s),
      })
    }
  })
})
