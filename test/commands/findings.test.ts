import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { otsift } from '../support/cli.js'
import { dnp3, logs, modbus, polls, siteStart } from '../support/site.js'
import { directoryWith } from '../support/temporary.js'
import { jsonLog, type LogRow } from '../support/zeek-log.js'

interface Finding {
  readonly id: string
  readonly detector: string
  readonly state: string
  readonly client: string
}

async function run(directory: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await otsift(directory, args)
  expect([code, stderr]).toEqual([0, stderr])
  return stdout
}

async function list(directory: string, ...more: string[]): Promise<Finding[]> {
  return JSON.parse(await run(directory, 'findings', 'list', '--json', ...more)) as Finding[]
}

const byDetector = (findings: readonly Finding[], id: string) =>
  findings.find((each) => each.detector === id)

const write = (at: number, change: LogRow = {}) =>
  modbus(at, { func: 'WRITE_SINGLE_REGISTER', address: 40, quantity: 1, ...change })

/** A day that was learned, then an hour with these rows. */
async function learned(
  extra: readonly LogRow[],
  dnp3Rows: readonly LogRow[] = [],
): Promise<string> {
  const directory = directoryWith(
    logs({ modbus: [...polls(0, 25), write(600), ...extra], dnp3: dnp3Rows }),
  )
  const to = String(siteStart + 24 * 3600)
  await run(directory, 'baseline', 'learn', '.', '--to', to, '--minimum', '20')
  await run(directory, 'detect')
  return directory
}

const late = 24 * 3600

/** More rows in another log of the same sensor. */
async function scanMore(directory: string, rows: readonly LogRow[]): Promise<void> {
  writeFileSync(join(directory, 'modbus_detailed.later.log'), jsonLog(rows))
  await run(directory, 'scan', 'modbus_detailed.later.log', '--log', 'modbus_detailed')
}

test('the query that a finding shows runs as it is printed, and finds its rows', async () => {
  const flood = Array.from({ length: 30 }, (_, index) => write(600 + index))
  const directory = directoryWith(logs({ modbus: [...polls(0, 1), ...flood] }))
  await run(directory, 'scan', '.')
  const finding = byDetector(await list(directory), 'modbus-write-flood')
  const [, sql = ''] = (await run(directory, 'findings', 'show', String(finding?.id))).split(
    '\nThe query\n',
  )
  const found = JSON.parse(await run(directory, 'query', sql, '--format', 'json')) as unknown[]
  expect(found.length).toBeGreaterThan(0)
  expect(sql).not.toMatch(/["`$]/)
})

describe('accept', () => {
  test('makes a new client, its functions and addresses normal, as a revision with who and why', async () => {
    const stranger = { uid: 'C7', 'id.orig_h': '10.0.0.9' }
    const directory = await learned([
      modbus(late + 100, { ...stranger, address: 200 }),
      write(late + 200, { ...stranger, 'id.resp_h': '10.0.0.3', uid: 'C8', address: 7 }),
    ])
    const finding = byDetector(await list(directory), 'new-client')
    expect(finding).toBeDefined()
    const accept = ['findings', 'accept', String(finding?.id), '--who', 'Ada']
    const unexplained = await otsift(directory, accept)
    expect(unexplained.code).toBe(2)
    const text = await run(directory, ...accept, '--reason', 'the new HMI')
    expect(text).toBe('baseline main, revision 2: 6 behaviours added or changed\n')
    await run(directory, 'detect')
    expect((await list(directory)).filter((each) => each.client === '10.0.0.9')).toEqual([])
    const kept = byDetector(await list(directory, '--all'), 'new-client')
    expect(kept).toMatchObject({ id: finding?.id, state: 'accepted' })
    expect(await run(directory, 'findings', 'show', String(finding?.id))).toMatch(
      /accepted by Ada: the new HMI/,
    )
    const baseline = JSON.parse(await run(directory, 'baseline', 'show', '--json'))
    expect(baseline).toMatchObject({
      revision: 2,
      origin: 'accept',
      who: 'Ada',
      reason: 'the new HMI',
    })

    // Something else it does is new again.
    await scanMore(directory, [write(late + 300, { ...stranger, address: 90 })])
    expect((await list(directory)).filter((each) => each.client === '10.0.0.9')).not.toEqual([])
    // Without that revision the finding is back.
    await run(directory, 'baseline', 'revert')
    await run(directory, 'detect')
    expect(byDetector(await list(directory), 'new-client')).toMatchObject({ state: 'reopened' })
  })

  test('joins new addresses with those that were learned', async () => {
    const directory = await learned([
      modbus(late + 100, { address: 5, quantity: 10 }),
      modbus(late + 160, { address: 0, quantity: 15 }),
    ])
    const finding = byDetector(await list(directory), 'new-address')
    await run(directory, 'findings', 'accept', String(finding?.id), '--reason', 'a new picture')
    await run(directory, 'detect')
    expect(byDetector(await list(directory), 'new-address')).toBeUndefined()
    expect(await run(directory, 'baseline', 'show')).toMatch(/READ_HOLDING_REGISTERS .* 0-14\n/)
  })

  test('is for what is new only, and never for what is never normal', async () => {
    const directory = await learned(
      [write(late + 100, { uid: 'C7', 'id.orig_h': '10.0.0.9' })],
      [dnp3(late + 50, 'COLD_RESTART', { 'id.orig_h': '10.0.0.9' })],
    )
    const findings = await list(directory)
    const restart = byDetector(findings, 'dangerous-command')
    const refused = await otsift(directory, [
      ...['findings', 'accept', String(restart?.id), '--reason', 'no'],
    ])
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining('does not go by what was learned'),
    ])
    const master = findings.find(
      (each) => each.detector === 'new-client' && 'protocol' in each && each.protocol === 'dnp3',
    )
    const never = await otsift(directory, [
      ...['findings', 'accept', String(master?.id), '--reason', 'no'],
    ])
    expect([never.code, never.stderr]).toEqual([2, expect.stringContaining('never normal')])
    // All or nothing: no revision is left behind.
    expect(await run(directory, 'baseline', 'show', '--all')).not.toMatch(/main +2/)
  })
})

describe('acknowledge and close', () => {
  test('stay as they are for more of the same, and open for another unit', async () => {
    const coil = (at: number, unit: number) =>
      modbus(late + at, { func: 'WRITE_SINGLE_COIL', address: 1, quantity: 1, unit })
    const directory = await learned([coil(100, 1)])
    const finding = byDetector(await list(directory), 'new-function')
    const id = String(finding?.id)
    await run(directory, 'findings', 'close', id, '--reason', 'announced', '--who', 'Ada')
    expect(byDetector(await list(directory), 'new-function')).toBeUndefined()
    const clean = await otsift(directory, ['detect', '--fail-on', 'high'])
    expect(clean.code).toBe(0)
    await scanMore(directory, [coil(400, 1)])
    expect(byDetector(await list(directory, '--all'), 'new-function')).toMatchObject({
      state: 'closed',
      count: 2,
    })
    writeFileSync(join(directory, 'modbus_detailed.log'), jsonLog([coil(700, 5), coil(900, 5)]))
    await run(directory, 'scan', 'modbus_detailed.log')
    expect(byDetector(await list(directory), 'new-function')).toMatchObject({
      id,
      state: 'reopened',
    })
    expect(await run(directory, 'findings', 'show', id)).toMatch(
      /closed by Ada: announced\n.*reopened by otsift: new: server 10\.0\.0\.2 unit 5 function 5/,
    )
    await run(directory, 'findings', 'ack', id, '--reason', 'looking at it')
    expect(byDetector(await list(directory), 'new-function')).toMatchObject({
      state: 'acknowledged',
    })
    await run(directory, 'findings', 'reopen', id, '--reason', 'still there')
    expect(byDetector(await list(directory), 'new-function')).toMatchObject({ state: 'reopened' })
  })
})

describe('suppress', () => {
  const stranger = (at: number, host: string) =>
    modbus(late + at, { uid: `C${host}`, 'id.orig_h': host })

  test('hides one finding, and no other', async () => {
    const directory = await learned([stranger(100, '10.0.0.8'), stranger(200, '10.0.0.9')])
    const before = await list(directory)
    const id = String(before.find((each) => each.client === '10.0.0.8')?.id)
    await run(
      directory,
      'findings',
      'suppress',
      id,
      '--reason',
      'a test device',
      '--expires',
      '30d',
    )
    expect((await list(directory)).map((each) => each.client)).toEqual(['10.0.0.9'])
    expect((await list(directory, '--all')).find((each) => each.id === id)?.state).toBe(
      'suppressed',
    )
    expect(await run(directory, 'findings', 'suppressions')).toMatch(
      / 1 +active +finding \w+ .*a test device/,
    )
    // Worse than before: a write.
    await scanMore(directory, [write(late + 300, { uid: 'C10.0.0.8', 'id.orig_h': '10.0.0.8' })])
    expect((await list(directory)).find((each) => each.id === id)?.state).toBe('reopened')
  })

  test('hides by scope until it expires or is ended', async () => {
    const directory = await learned([stranger(100, '10.0.0.8'), stranger(200, '10.0.0.9')])
    const scope = ['--detector', 'new-client', '--client', '10.0.0.8']
    await run(directory, 'findings', 'suppress', ...scope, '--reason', 'known', '--expires', '30d')
    expect(await list(directory)).toHaveLength(1)
    const db = new Database(join(directory, 'otsift.db'))
    db.exec('UPDATE suppression SET expires = unixepoch() - 1')
    db.close()
    expect(await list(directory)).toHaveLength(2)
    await run(directory, 'findings', 'suppress', ...scope, '--reason', 'known', '--who', 'Ada')
    expect((await list(directory)).map((each) => each.client)).toEqual(['10.0.0.9'])
    await run(directory, 'findings', 'suppress', '--end', '2')
    expect(await list(directory)).toHaveLength(2)
    await run(directory, 'findings', 'suppress', ...scope, '--reason', 'x', '--severity', 'medium')
    expect(await list(directory)).toHaveLength(2)
    for (const [args, problem] of [
      [['--reason', 'x'], 'hide everything'],
      [scope, 'Say why'],
      [['--end', '2'], 'no suppression 2 in force'],
    ] as const) {
      const { code, stderr } = await otsift(directory, ['findings', 'suppress', ...args])
      expect([code, stderr]).toEqual([2, expect.stringContaining(problem)])
    }
  })

  test('hides by address only what is about that address alone', async () => {
    const directory = await learned([
      modbus(late + 100, { address: 70, quantity: 1 }),
      write(late + 200, { address: 71 }),
      write(late + 400, { address: 72 }),
    ])
    const scope = ['--detector', 'new-address', '--address']
    await run(directory, 'findings', 'suppress', ...scope, '70', '--reason', 'a spare register')
    await run(directory, 'findings', 'suppress', ...scope, '71', '--reason', 'only one of two')
    const open = (await list(directory)).filter((each) => each.detector === 'new-address')
    expect(open).toMatchObject([{ detector: 'new-address', count: 2 }])
  })
})
