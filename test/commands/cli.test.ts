import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { otsift } from '../support/cli.js'
import { detectorText } from '../support/detectors.js'
import { directoryWith } from '../support/temporary.js'
import { connection, jsonLog } from '../support/zeek-log.js'

const write = { ...connection, tid: 1, unit: 1, func: 'WRITE_SINGLE_COIL', matched: true }
const log = jsonLog([write, { ...write, ts: write.ts + 10 }])
const broken = jsonLog([{ ...write, ts: 'broken' }])
const detector = detectorText({ where: "action = 'write'" }).replace('level: low', 'level: high')
const files = { 'modbus_detailed.log': log, 'own/modbus/write-seen.sql': detector }
const own = ['--detectors', 'own'] as const

/** A directory with a log and a detector, both scanned into otsift.db; for commands that only read. */
let scanned = ''

beforeAll(async () => {
  scanned = directoryWith(files)
  await otsift(scanned, ['scan', 'modbus_detailed.log', ...own])
})

/** A stack trace is for our own mistakes only. */
const stack = /\n\s+at /

describe('exit codes', () => {
  test('0 when all is well, findings or not', async () => {
    const directory = directoryWith(files)
    const { code, stdout, stderr } = await otsift(directory, ['scan', '.', ...own])
    expect(code).toBe(0)
    expect(stdout).toMatch(/high .* write-seen /)
    expect(stdout).toMatch(/\n1 finding: 1 high\n$/)
    expect(stderr).toMatch(/^read 2 rows of 1 log: 2 stored, 0 rejected\n/)
  })

  test.each([
    ['high', 1],
    ['critical', 0],
  ])('with --fail-on %s: %d', async (level, expected) => {
    const directory = directoryWith(files)
    const { code } = await otsift(directory, ['scan', '.', ...own, '--fail-on', level])
    expect(code).toBe(expected)
  })

  test('3 when nothing is recognisable', async () => {
    const directory = directoryWith({ 'notes.log': 'buy milk\n' })
    expect(await otsift(directory, ['scan', '.'])).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('Nothing here is a Zeek log'),
    })
  })

  test('3 when there is nothing at all', async () => {
    expect((await otsift(directoryWith(), ['scan', '.'])).code).toBe(3)
  })

  test('0 when there is nothing new', async () => {
    const directory = directoryWith(files)
    await otsift(directory, ['scan', '.', ...own])
    const again = await otsift(directory, ['scan', '.', ...own])
    expect(again).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('read 0 rows of 1 log'),
    })
    expect(again.stdout).toMatch(/1 finding: 1 high/)
  })
})

describe('a user’s mistake ends with 2, a line that says what to do, and no stack trace', () => {
  test.each([
    ['no command', [], 'Name a command'],
    ['an unknown command', ['scam'], 'Did you mean scan?'],
    ['an unknown option', ['scan', '.', '--sever', 'high'], 'sever'],
    ['a group without an action', ['findings'], 'list'],
    ['a path that is not there', ['scan', 'nowhere.log'], 'nowhere.log: no such file'],
    ['a database that is not there', ['findings', 'list'], 'does not exist'],
    ['a database that is a directory', ['status', '--db', 'own'], 'own'],
    [
      'a database that is something else',
      ['status', '--db', 'modbus_detailed.log'],
      'not an otsift',
    ],
    ['a database to write that is something else', ['scan', '.', '--db', 'big.txt'], 'big.txt'],
    ['a folder that is not there', ['scan', '.', '--db', 'no/where/x.db'], 'no/where/x.db'],
    ['a detector directory that is not there', ['scan', '.', '--detectors', 'none'], 'none'],
    ['a faulty detector', ['detectors', 'list', '--detectors', 'bad'], 'bad/faulty-scan.sql'],
    ['a detector that is not there', ['detectors', 'show', 'no-such'], 'no-such'],
    ['a time that is none', ['detect', '--since', 'soon'], '--since soon is no time'],
    ['a stretch that is backwards', ['detect', '--since', '5', '--until', '4'], 'not before'],
    ['a level that is none', ['scan', '.', '--fail-on', 'awful'], 'awful'],
    ['a timeout that is no number', ['scan', '.', '--timeout', 'x'], 'timeout'],
    ['a minimum that is no number', ['baseline', 'learn', '.', '--minimum', 'x'], 'minimum'],
    ['too little to learn from', ['baseline', 'learn', '.'], '--minimum'],
    ['a database without a name', ['scan', '.', '--db', ''], '--db is empty.'],
    ['two databases', ['scan', '.', '--db', 'a', '--db', 'b'], '--db is given 2 times'],
    ['two sensors', ['scan', '.', '--sensor', 'a', '--sensor', 'b'], '--sensor is given 2 times'],
    ['two timeouts', ['scan', '.', '--timeout', '3', '--timeout', '4'], '--timeout is given 2'],
    ['two policies', ['scan', '.', '--policy', 'a', '--no-policy'], '--policy is given 2 times'],
    ['two beginnings', ['detect', '--since', '1', '--since', '2'], '--since is given 2 times'],
    ['two ages', ['prune', '--messages', '1d', '--messages', '2d'], '--messages is given 2 times'],
    ['two levels', ['scan', '.', '--fail-on', 'low', '--fail-on', 'high'], '--fail-on is given 2'],
    ['a log that is none', ['scan', '.', '--log', 'telnet'], 'telnet'],
  ])('%s', async (_, args, message) => {
    const directory = directoryWith({
      ...files,
      'big.txt': 'buy milk '.repeat(1000),
      'bad/faulty-scan.sql': 'SELECT 1',
    })
    const { code, stdout, stderr } = await otsift(directory, args)
    expect(stderr).toContain(message)
    expect(stderr).not.toMatch(stack)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(existsSync(join(directory, '-lock'))).toBe(false)
  })

  test('but an option that takes several may be given again', async () => {
    const more = directoryWith({ 'modbus/write-too.sql': detector })
    const args = ['scan', '.', ...own, '--detectors', more, '--json', '--json']
    const { code, stdout } = await otsift(directoryWith(files), args)
    expect(code).toBe(0)
    expect(stdout).toContain('write-seen')
    expect(stdout).toContain('write-too')
  })

  test.each([
    ['a finding that is not there', ['findings', 'show', 'zzz'], 'zzz'],
    ['SQL that is wrong', ['query', 'SELECT a FROM nowhere'], 'nowhere'],
    ['SQL that writes', ['query', 'DELETE FROM finding'], 'writes'],
    ['two statements', ['query', 'SELECT 1; SELECT 2'], 'more than one statement'],
    ['no SQL', ['query', ''], 'no statements'],
    ['an output that cannot be written', ['report', '--output', 'no/where.txt'], 'no/where.txt'],
  ])('on a database: %s', async (_, args, message) => {
    const { code, stderr } = await otsift(scanned, args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr).not.toMatch(stack)
  })
})

test('the database is its owner’s alone, and so are reports', async () => {
  const directory = scanned
  await otsift(directory, ['report', '--output', 'report.txt'])
  for (const name of ['otsift.db', 'report.txt']) {
    expect(statSync(join(directory, name)).mode & 0o077).toBe(0)
  }
})

test('the second writer is told who holds the database', async () => {
  const directory = directoryWith(files)
  await otsift(directory, ['ingest', 'modbus_detailed.log'])
  const slow = detectorText({
    where:
      '(WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n) = 0',
  })
  const slowFiles = directoryWith({ 'modbus/slow-seen.sql': slow })
  const args = ['--detectors', slowFiles, '--timeout', '8']
  const first = otsift(directory, ['detect', '--since', '0', ...args])
  await new Promise((resolve) => setTimeout(resolve, 1500))
  const second = await otsift(directory, ['detect'])
  expect(second).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/otsift\.db is in use by otsift detect, process \d+\./),
  })
  expect(await first).toMatchObject({ code: 0 })
  const status = await otsift(directory, ['status'])
  expect(status.stdout).toMatch(/slow-seen +failed +it took longer than 8 s/)
})

describe('query', () => {
  test('cannot write, whatever it says', async () => {
    const directory = scanned
    for (const sql of [
      'DELETE FROM finding RETURNING id',
      "ATTACH DATABASE 'new.db' AS n",
      "VACUUM INTO 'copy.db'",
      'PRAGMA user_version = 7',
      'CREATE TABLE t (a)',
    ]) {
      expect((await otsift(directory, ['query', sql])).code).toBe(2)
    }
    expect(existsSync(join(directory, 'new.db'))).toBe(false)
    expect(existsSync(join(directory, 'copy.db'))).toBe(false)
    const count = await otsift(directory, ['query', 'SELECT count(*) AS n FROM v_findings'])
    expect(count.stdout).toBe('n\n1\n')
  })

  test('is killed when it takes too long', async () => {
    const endless =
      'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n'
    const ended = await otsift(scanned, ['query', endless, '--timeout', '1'])
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('longer than 1 s') })
  })

  test.each([
    ['table', 'a  b\n1  x\n'],
    ['csv', '"a","b"\n1,"x"\n'],
    ['json', '[\n  {\n    "a": 1,\n    "b": "x"\n  }\n]\n'],
    ['ndjson', '{"a":1,"b":"x"}\n'],
  ])('prints %s', async (format, expected) => {
    const sql = "SELECT 1 AS a, 'x' AS b"
    const { stdout } = await otsift(scanned, ['query', sql, '--format', format])
    expect(stdout).toBe(expected)
  })
})

describe('hostile text from logs', () => {
  const controls = '\u001b]0;owned\u0007\u001b[31mred\u009b2J\u202e'
  const hostile = {
    'modbus.log': jsonLog([
      { ...connection, tid: 1, unit: 1, func: `=cmd()${controls}`, pdu_type: 'REQ' },
      { ...connection, tid: 1, unit: 1, func: 'READ_COILS', pdu_type: 'REQ', uid: '=1+1' },
    ]),
    'weird.log': jsonLog([{ ...connection, name: controls, addl: '=HYPERLINK("x")' }]),
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/

  test('does not reach the terminal as control sequences', async () => {
    const directory = directoryWith(hostile)
    const scan = await otsift(directory, ['scan', '.'])
    expect(scan.stdout + scan.stderr).not.toMatch(control)
    for (const args of [
      ['status'],
      ['query', 'SELECT name, addition FROM v_weird'],
      ['report'],
      ['query', 'SELECT text, reason FROM v_rejected'],
    ]) {
      const { stdout, code } = await otsift(directory, args)
      expect(code).toBe(0)
      expect(stdout).not.toMatch(control)
    }
  })

  test('does not become a formula in CSV', async () => {
    const directory = directoryWith(hostile)
    await otsift(directory, ['ingest', '.'])
    const csv = async (sql: string) =>
      (await otsift(directory, ['query', sql, '--format', 'csv'])).stdout
    expect(await csv('SELECT addition FROM v_weird')).toBe('"addition"\n"\'=HYPERLINK(""x"")"\n')
    expect(await csv('SELECT uid FROM v_modbus')).toBe('"uid"\n"\'=1+1"\n')
  })

  test('in the name of a file is not printed as it is', async () => {
    const directory = directoryWith({ [`dnp3${controls}.log.gz`]: 'no gzip', ...files })
    const { stdout, stderr } = await otsift(directory, ['scan', '.'])
    expect(stdout + stderr).not.toMatch(control)
  })
})

describe('standard input', () => {
  test('is a log that says what it is', async () => {
    const directory = directoryWith(files)
    const text = jsonLog([{ ...write, _path: 'modbus_detailed' }])
    expect((await otsift(directory, ['scan', '-', ...own], text)).stderr).toMatch(/read 1 rows/)
  })

  test('is a log that the user names', async () => {
    const args = ['ingest', '--log', 'modbus_detailed']
    const ended = await otsift(directoryWith(), args, log + broken)
    expect(ended.stderr).toMatch(/read 3 rows of 1 log: 2 stored, 1 rejected/)
  })
})

describe('output for other programs', () => {
  test('scan --json is one JSON document on stdout', async () => {
    const { stdout } = await otsift(directoryWith(files), ['scan', '.', ...own, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      read: { logs: 1, rows: 2, stored: 2, rejected: 0 },
      findings: [{ detector: 'write-seen', count: 2 }],
      detectors: expect.any(Array),
    })
  })

  test.each(['findings', 'events', 'evidence', 'coverage'])('export %s', async (what) => {
    const directory = scanned
    const csv = await otsift(directory, ['export', what])
    const json = await otsift(directory, ['export', what, '--format', 'json'])
    const ndjson = await otsift(directory, ['export', what, '--format', 'ndjson'])
    const rows = JSON.parse(json.stdout) as unknown[]
    expect(rows.length).toBeGreaterThan(0)
    expect(
      ndjson.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(rows)
    expect(csv.stdout.split('\n').length - 2).toBeGreaterThanOrEqual(rows.length)
  })

  test('export of nothing is a header', async () => {
    const directory = directoryWith({ 'modbus_detailed.log': log })
    await otsift(directory, ['ingest', '.'])
    expect((await otsift(directory, ['export'])).stdout).toMatch(/^"id","detector",[^\n]*\n$/)
  })

  test('report --format json has the keys that earlier tools had', async () => {
    const { stdout } = await otsift(scanned, ['report', '--format', 'json'])
    expect(JSON.parse(stdout)).toMatchObject({
      report_generated: expect.any(String),
      total_anomalies: 1,
      severity_summary: { critical: 0, high: 1, medium: 0, low: 0, info: 0 },
      protocols: {
        modbus: {
          report: 'modbus_protocol_security_analysis',
          total_packets: 2,
          total_findings: 1,
          traffic_patterns: {
            total_packets: 2,
            function_distribution: { WRITE_SINGLE_COIL: 2 },
            top_sources: [['10.0.0.1', 2]],
          },
        },
      },
      findings: [{ bursts: [{ evidence: [{ line: 1 }, { line: 2 }] }] }],
    })
  })

  test('report as text has the lines that earlier tools had', async () => {
    const { stdout } = await otsift(scanned, ['report'])
    for (const line of [
      'Capture period:',
      'Packets analysed:',
      'Sessions tracked:',
      'Anomalies:',
    ]) {
      expect(stdout).toContain(line)
    }
  })
})

test('findings show tells the rows, the normal, what to check and the query', async () => {
  const directory = scanned
  const list = await otsift(directory, ['findings', 'list', '--json'])
  const [{ id }] = JSON.parse(list.stdout) as [{ id: string }]
  const { stdout } = await otsift(directory, ['findings', 'show', id.slice(0, 6), ...own])
  expect(stdout).toContain('modbus_detailed.log:1')
  expect(stdout).toContain('Look.')
  expect(stdout).toContain('FROM v_modbus')
})

test('status tells what was read, what was rejected and why, and who could not see', async () => {
  const directory = directoryWith({ 'modbus_detailed.log': log + broken })
  await otsift(directory, ['scan', '.'])
  const { stdout } = await otsift(directory, ['status'])
  expect(stdout).toMatch(/default +modbus_detailed +1 +3 +2 +1 /)
  expect(stdout).toMatch(/modbus_detailed\.log:3 +ts is no time: broken/)
  expect(stdout).toMatch(
    /new-function +not evaluated +no baseline +learn one: otsift baseline learn/,
  )
})

test('status tells how long each detector took, where it is asked for', async () => {
  const directory = directoryWith({ 'modbus_detailed.log': log })
  await otsift(directory, ['scan', '.'])
  const { stdout } = await otsift(directory, ['status', '--timing'])
  expect(stdout).toMatch(/^modbus-write-flood +\d+(\.\d+)? +20\d\d-.* +20\d\d-/m)
  expect((await otsift(directory, ['status'])).stdout).not.toContain('Time of the last run')
})

test('a baseline is learned, shown and used', async () => {
  const hour = Array.from({ length: 61 }, (_, minute) => ({
    ...write,
    ts: 1_700_000_000 + minute * 60,
  }))
  const later = jsonLog([{ ...write, uid: 'C9', ts: 1_700_010_000, 'id.orig_h': '10.0.0.66' }])
  const directory = directoryWith({
    'a/modbus_detailed.log': jsonLog(hour),
    'b/modbus_detailed.log': later,
  })
  const learned = await otsift(directory, ['baseline', 'learn', 'a', '--minimum', '1'])
  expect(learned).toMatchObject({ code: 0, stdout: expect.stringContaining('main') })
  const shown = await otsift(directory, ['baseline', 'show'])
  expect(shown.stdout).toContain('10.0.0.1')
  const { stdout } = await otsift(directory, ['scan', 'b'])
  expect(stdout).toMatch(/new-client.*10\.0\.0\.66/)
})

test('detectors test runs the cases of the headers', async () => {
  const { code, stdout } = await otsift(directoryWith(), [
    'detectors',
    'test',
    'modbus-exception-burst',
  ])
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^\d+ cases hold, 0 fail\n$/),
  })
})

test('a gzip that is damaged is named', async () => {
  const whole = gzipSync(log)
  const directory = directoryWith({
    'modbus_detailed.log.gz': whole.subarray(0, whole.length - 10),
  })
  const { stderr } = await otsift(directory, ['scan', '.'])
  expect(stderr).toMatch(/modbus_detailed\.log\.gz: damaged gzip: /)
})

test('--version is the version of the package', async () => {
  const path = new URL('../../package.json', import.meta.url)
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string }
  expect((await otsift(directoryWith(), ['--version'])).stdout).toBe(`${version}\n`)
})
