import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { otsift } from '../support/cli.js'
import { dnp3, logs, modbus, polls, s7job, siteStart } from '../support/site.js'
import { directoryWith } from '../support/temporary.js'
import type { LogRow } from '../support/zeek-log.js'

const time = (hours: number) => String(siteStart + hours * 3600)
const day = 24

/** Runs a command that must succeed; its output. */
async function run(directory: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await otsift(directory, args)
  expect([code, stderr]).toEqual([0, stderr])
  return stdout
}

async function json<T = Record<string, unknown>>(directory: string, ...args: string[]): Promise<T> {
  return JSON.parse(await run(directory, ...args)) as T
}

interface Shown {
  readonly revision: number
  readonly exchanges: number
  readonly from_ts: number
  readonly to_ts: number
  readonly rows: Readonly<Record<string, number>>
  readonly thin: readonly { function_code: number; exchanges: number }[]
  readonly excluded_functions: readonly { function: string; command: string; exchanges: number }[]
  readonly found_while_learning: readonly { detector: string }[]
}

const show = (directory: string, ...more: string[]) =>
  json<Shown>(directory, 'baseline', 'show', '--json', ...more)

async function detectors(directory: string, ...args: string[]): Promise<string[]> {
  const { findings } = await json<{ findings: { detector: string; first_seen: number }[] }>(
    directory,
    'detect',
    '--json',
    ...args,
  )
  return findings
    .filter((each) => each.first_seen >= siteStart + day * 3600)
    .map((each) => each.detector)
}

/** A site of two days: polls all along, and what is done once a day. */
function site(daily: (start: number) => Parameters<typeof logs>[0]): string {
  const [one, two] = [daily(0), daily(day * 3600)]
  const both = (name: 'modbus' | 'dnp3' | 's7comm', base: LogRow[]) => [
    ...base,
    ...(one[name] ?? []),
    ...(two[name] ?? []),
  ]
  return directoryWith(
    logs({
      modbus: both('modbus', polls(0, 2 * day)),
      dnp3: both('dnp3', []),
      s7comm: both('s7comm', []),
    }),
  )
}

const learnFirstDay = ['baseline', 'learn', '.', '--to', time(day), '--minimum', '20']

describe('the poison guard', () => {
  test('an attack in the learned stretch does not hide the same attack afterwards', async () => {
    const attack = site((start) => ({
      modbus: [
        modbus(start + 40_000, {
          func: 'DIAGNOSTICS',
          address: undefined,
          request_subfunction_code: 'Force Listen Only Mode',
        }),
      ],
      dnp3: [dnp3(start + 10, 'READ'), dnp3(start + 41_000, 'COLD_RESTART')],
      s7comm: [
        s7job(start + 20, '0x04'),
        s7job(start + 42_000, '0x29'),
        s7job(start + 42_010, '0x1a'),
      ],
    }))
    await run(attack, ...learnFirstDay)
    const shown = await show(attack)
    expect(shown.excluded_functions.map((each) => each.function).sort()).toEqual([
      'COLD_RESTART',
      'Force Listen Only Mode',
      'PLC Stop',
      'Request Download',
    ])
    const found = await json<{ findings: { message: string; count: number }[] }>(
      attack,
      'detect',
      '--json',
    )
    for (const name of ['COLD_RESTART', 'Force Listen Only Mode', 'PLC Stop']) {
      // Both days: the learned stretch is judged like any other.
      const [finding] = found.findings.filter((each) => each.message.includes(`sends ${name}`))
      expect([name, finding?.count]).toEqual([name, 2])
    }
    const after = await show(attack)
    expect(after.found_while_learning.map((each) => each.detector)).toContain('dangerous-command')
    expect(await run(attack, 'baseline', 'show')).toMatch(
      /Kept out, and still a finding[\s\S]*otsift baseline include dnp3:13 --client 10\.0\.1\.1 --server 10\.0\.1\.2 --reason TEXT[\s\S]*Found in the learned stretch/,
    )
  })

  test('a site whose normal is control traffic learns it', async () => {
    const relays = site((start) => ({
      dnp3: Array.from({ length: 432 }, (_, index) =>
        dnp3(start + index * 200, ['SELECT', 'OPERATE', 'DIRECT_OPERATE', 'READ'][index % 4] ?? ''),
      ),
    }))
    await run(relays, ...learnFirstDay)
    expect((await show(relays)).excluded_functions).toEqual([])
    const { findings } = await json<{ findings: { severity: string; detector: string }[] }>(
      relays,
      'detect',
      '--json',
    )
    expect(findings.filter((each) => !['info', 'low'].includes(each.severity))).toEqual([])
  })

  test('`include` overrules it for the named hosts, and learn --include for all', async () => {
    const tested = site((start) => ({
      dnp3: [
        dnp3(start + 100, 'WARM_RESTART'),
        dnp3(start + 200, 'WARM_RESTART', { uid: 'C9', 'id.resp_h': '10.0.1.9' }),
      ],
    }))
    await run(tested, ...learnFirstDay)
    expect(await detectors(tested)).toEqual([])
    const restarts = async () => {
      const list = await json<{ detector: string; server: string }[]>(
        tested,
        'findings',
        'list',
        '--json',
      )
      return list.filter((each) => each.detector === 'dangerous-command').map((each) => each.server)
    }
    await run(tested, 'detect')
    expect((await restarts()).sort()).toEqual(['10.0.1.2', '10.0.1.9'])
    const include = ['baseline', 'include', 'dnp3:WARM_RESTART']
    await run(
      tested,
      ...include,
      '--server',
      '10.0.1.2',
      '--reason',
      'a nightly test',
      '--who',
      'ops',
    )
    await run(tested, 'detect')
    expect(await restarts()).toEqual(['10.0.1.9'])
    const again = await otsift(tested, [...include, '--server', '10.0.1.2', '--reason', 'again'])
    expect([again.code, again.stderr]).toEqual([
      2,
      expect.stringContaining('Nothing that was kept out'),
    ])
    await run(tested, ...learnFirstDay, '--name', 'all', '--include', 'dnp3:14')
    expect((await show(tested)).excluded_functions).toEqual([])
  })
})

/** How far an hour strays is measured from the shares of its own stretch; extending keeps the farthest of both. */
const withoutShift = (tables: object) =>
  JSON.parse(JSON.stringify(tables, (key, value) => (key === 'largest_shift' ? undefined : value)))

describe('extend', () => {
  const write = (at: number, change: LogRow = {}) =>
    modbus(at, { func: 'WRITE_SINGLE_REGISTER', address: 40, quantity: 1, ...change })
  const rows = () => ({
    modbus: [
      ...polls(0, 2 * day),
      ...polls(0, day, { uid: 'C4', 'id.resp_h': '10.0.0.3' }),
      write(5_000),
      write(day * 3600 + 5_000, { address: 41 }),
      write(day * 3600 + 5_500, { address: 60 }),
    ],
  })

  test('comes to what learning both at once comes to, as a revision that can be left again', async () => {
    const directory = directoryWith(logs(rows()))
    await run(directory, 'baseline', 'learn', '.', '--to', time(day), '--minimum', '20')
    const text = await run(
      directory,
      'baseline',
      'extend',
      '--reason',
      'a second day',
      '--who',
      'ops',
    )
    expect(text).toMatch(/main +2 +active +extend/)
    const extended = await json<{ tables: object }>(directory, 'baseline', 'export')
    await run(directory, 'baseline', 'learn', '--name', 'whole', '--minimum', '20')
    const whole = await json<{ tables: object }>(directory, 'baseline', 'export')
    expect(withoutShift(extended.tables)).toEqual(withoutShift(whole.tables))
    expect(await show(directory, 'main')).toMatchObject({
      revision: 2,
      from_ts: siteStart,
      to_ts: siteStart + 2 * day * 3600,
      reason: 'a second day',
      who: 'ops',
    })

    await run(directory, 'baseline', 'use', 'main')
    expect(await run(directory, 'baseline', 'revert')).toMatch(/main +1 +active +learn/)
    expect((await show(directory)).revision).toBe(1)
    const first = await otsift(directory, ['baseline', 'revert'])
    expect([first.code, first.stderr]).toEqual([2, expect.stringContaining('is the first of main')])
    // What was left is kept, is not what the name means, and comes back when it is asked for.
    expect((await show(directory, 'main')).revision).toBe(1)
    expect(await run(directory, 'baseline', 'use', 'main@2')).toMatch(/main +2 +active/)
  })

  test('refuses what was learned already, and a frozen baseline', async () => {
    const directory = directoryWith(logs(rows()))
    await run(directory, 'baseline', 'learn', '.', '--minimum', '20')
    const nothing = await otsift(directory, ['baseline', 'extend'])
    expect([nothing.code, nothing.stderr]).toEqual([
      2,
      expect.stringContaining('no messages after'),
    ])
    const early = await otsift(directory, ['baseline', 'extend', '--from', time(1)])
    expect([early.code, early.stderr]).toEqual([2, expect.stringContaining('already has the time')])
    expect(await run(directory, 'baseline', 'freeze')).toMatch(/active frozen/)
    for (const args of [['learn', '--minimum', '1'], ['extend'], ['revert']]) {
      const { code, stderr } = await otsift(directory, ['baseline', ...args])
      expect([code, stderr]).toEqual([2, expect.stringContaining('main is frozen')])
    }
    expect(await run(directory, 'baseline', 'freeze', '--off')).not.toMatch(/frozen/)
    await run(directory, 'baseline', 'learn', '--minimum', '1')
  })
})

describe('show and diff', () => {
  test('tell the period, the rows, thin keys, and what is new today', async () => {
    const directory = directoryWith(
      logs({
        modbus: [
          ...polls(0, 2 * day),
          ...polls(day, 2 * day, { uid: 'C5', 'id.orig_h': '10.0.0.7', address: 100 }),
          modbus(5_000, { func: 'READ_COILS', address: 3, quantity: 1 }),
        ],
      }),
    )
    await run(directory, ...learnFirstDay)
    expect(await show(directory)).toMatchObject({
      from_ts: siteStart,
      to_ts: siteStart + day * 3600,
      exchanges: day * 60 + 1,
      rows: { channel: 1, function: 2, block: 2, excluded: 0 },
      thin: [{ function_code: 1, exchanges: 1 }],
    })
    const text = await run(directory, 'baseline', 'diff', 'main', 'today')
    expect(text).toMatch(/New: channel\n {2}default modbus 10\.0\.0\.7 to 10\.0\.0\.2/)
    expect(text).toMatch(/Gone: function\n {2}.* unit 1 function_code 1/)
    // What a new channel does goes without saying.
    expect(text).not.toMatch(/New: (function|block)/)
    const diff = await json<{ kinds: Record<string, { new: object[]; gone: object[] }> }>(
      directory,
      ...['baseline', 'diff', 'main', 'today', '--json'],
    )
    expect(diff.kinds.channel?.new).toMatchObject([{ client: '10.0.0.7' }])
    expect(diff.kinds.block?.new).toMatchObject([{ low: 100, high: 109 }])
    // Nothing is left of the comparison.
    expect(await run(directory, 'baseline', 'show', '--all')).not.toMatch(/today/)
    expect(await run(directory, 'baseline', 'diff', 'main', 'main')).toMatch(/no difference/)
    const none = await otsift(directory, ['baseline', 'diff', 'main', 'other'])
    expect([none.code, none.stderr]).toEqual([
      2,
      expect.stringContaining('There is no baseline other'),
    ])
  })

  test('a share that moved is told', async () => {
    const half = Array.from({ length: day * 60 }, (_, index) =>
      modbus(day * 3600 + index * 60 + 30, { func: 'READ_COILS', address: 0, quantity: 1 }),
    )
    const directory = directoryWith(
      logs({
        modbus: [
          ...polls(0, 2 * day),
          modbus(300, { func: 'READ_COILS', address: 0, quantity: 1 }),
          ...half,
        ],
      }),
    )
    await run(directory, ...learnFirstDay)
    expect(await run(directory, 'baseline', 'diff', 'main', 'today')).toMatch(
      /Changed share of function\n.*function_code \d.*: (0\.1 % to 50\.0|99\.9 % to 50\.0) %/,
    )
  })
})

describe('export and import', () => {
  test('round trip, exactly', async () => {
    const directory = directoryWith(
      logs({ modbus: polls(0, day), dnp3: [dnp3(50, 'COLD_RESTART'), dnp3(60, 'READ')] }),
    )
    await run(directory, ...learnFirstDay)
    await run(directory, 'baseline', 'freeze')
    await run(directory, 'baseline', 'export', '--output', 'one.json')
    await run(directory, 'baseline', 'import', 'one.json', '--db', 'other.db')
    await run(directory, 'baseline', 'export', '--db', 'other.db', '--output', 'two.json')
    const [one, two] = ['one.json', 'two.json'].map((name) =>
      readFileSync(join(directory, name), 'utf8'),
    )
    expect(two).toBe(one)
    expect(await run(directory, 'baseline', 'import', 'one.json', '--name', 'copy')).toMatch(
      /copy +1 +active/,
    )
  })

  test.each([
    ['{', 'This is no JSON'],
    ['[]', 'no baseline that otsift knows'],
    ['{"format": "otsift-baseline", "version": 2}', 'must'],
    ['{"fc_counts": {"10.0.0.1": {"3": 1}}}', 'no pair of hosts'],
    ['{"fc_counts": {"10.0.0.1->10.0.0.2": {"three": 1}}}', 'no whole number'],
    ['{"authorized_communications": {}}', 'is no list'],
  ])('refuses %s', async (text, problem) => {
    const directory = directoryWith({ 'bad.json': text })
    const { code, stderr } = await otsift(directory, ['baseline', 'import', 'bad.json'])
    expect([code, stderr]).toEqual([2, expect.stringContaining(problem)])
    expect(stderr).toMatch(/^otsift: bad\.json: /)
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  test('refuses rows with other columns, and a name that means something else', async () => {
    const directory = directoryWith(logs({ modbus: polls(0, day) }))
    await run(directory, ...learnFirstDay)
    const document = await json<{ tables: Record<string, object[]> }>(
      directory,
      'baseline',
      'export',
    )
    const channel = [{ ...document.tables.channel?.[0], evil: 1 }]
    const changed = { ...document, tables: { ...document.tables, channel } }
    writeFileSync(join(directory, 'x.json'), JSON.stringify(changed))
    const strange = await otsift(directory, ['baseline', 'import', 'x.json'])
    expect([strange.code, strange.stderr]).toEqual([2, expect.stringContaining('unknown evil')])
    const today = await otsift(directory, [...learnFirstDay, '--name', 'today'])
    expect([today.code, today.stderr]).toEqual([2, expect.stringContaining('cannot be called')])
  })
})

describe('baselines of earlier tools', () => {
  const query = (directory: string, sql: string) =>
    json<Record<string, unknown>[]>(directory, 'query', sql, '--format', 'json')

  test('modbus_baselines', async () => {
    const profile = { allowed_function_codes: [3, 16, 125], polling_interval_avg_sec: 1 }
    const directory = directoryWith({
      ...logs({ modbus: [...polls(0, 1), modbus(100, { func: 'WRITE_SINGLE_COIL' })] }),
      'old.json': JSON.stringify({ modbus_baselines: { '10.0.0.1 -> 10.0.0.2': profile } }),
    })
    await run(directory, 'scan', '.', '--sensor', 'north')
    await run(directory, 'baseline', 'import', 'old.json')
    expect(
      await query(directory, 'SELECT sensor, unit, function_code, action FROM v_baseline_function'),
    ).toEqual([
      { sensor: 'north', unit: null, function_code: 3, action: 'read' },
      { sensor: 'north', unit: null, function_code: 16, action: 'write' },
    ])
    // Firmware replacement was allowed there; it is never normal here.
    expect((await show(directory)).excluded_functions).toMatchObject([{ function_code: 125 }])
    const { findings } = await json<{ findings: { detector: string }[] }>(
      directory,
      'detect',
      '--json',
    )
    const news = findings.filter((each) => each.detector.startsWith('new-'))
    expect(news).toMatchObject([
      { detector: 'new-function', client: '10.0.0.1', server: '10.0.0.2' },
    ])
  })

  test('fc_counts with register_ranges', async () => {
    const directory = directoryWith({
      ...logs({ modbus: [...polls(0, 1), modbus(90, { address: 20, quantity: 1 })] }),
      'old.json': JSON.stringify({
        fc_counts: { '10.0.0.1->10.0.0.2': { '3': 90, '6': 10 } },
        register_ranges: { '10.0.0.1->10.0.0.2': [...Array(10).keys(), [30, 32]] },
        total_packets: { '10.0.0.1->10.0.0.2': 100 },
        register_values: {},
      }),
    })
    await run(directory, 'scan', '.')
    await run(directory, 'baseline', 'import', 'old.json', '--name', 'old')
    expect(
      await query(directory, 'SELECT function_code, share FROM v_baseline_function ORDER BY 1'),
    ).toEqual([
      { function_code: 3, share: 0.9 },
      { function_code: 6, share: 0.1 },
    ])
    expect(await run(directory, 'baseline', 'show')).toMatch(/0-9 30-32/)
    const { findings } = await json<{ findings: { detector: string }[] }>(
      directory,
      'detect',
      '--json',
    )
    expect(findings.map((each) => each.detector)).toContain('new-address')
    // It has no period of its own: the first extension gives it one.
    await run(directory, 'baseline', 'extend')
    expect(await show(directory)).toMatchObject({ from_ts: siteStart, exchanges: 161 })
  })

  test('authorized_communications, with its default codes', async () => {
    const directory = directoryWith({
      ...logs({ dnp3: [dnp3(5, 'READ'), dnp3(9, 'DIRECT_OPERATE')] }),
      'old.json': JSON.stringify({
        authorized_communications: [{ master_ip: '10.0.1.1', outstation_ip: '10.0.1.2' }],
      }),
    })
    await run(directory, 'scan', '.')
    await run(directory, 'baseline', 'import', 'old.json')
    const { findings } = await json<{ findings: { detector: string }[] }>(
      directory,
      'detect',
      '--json',
    )
    const names = findings.map((each) => each.detector)
    expect(names).not.toContain('new-client')
    expect(names.length).toBeGreaterThan(0)
  })
})
