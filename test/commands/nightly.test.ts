import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { failureTeller } from '../../src/commands/tell-judged.js'
import { otsift } from '../support/cli.js'
import { detectorText } from '../support/detectors.js'
import { dnp3, modbus, polls, siteStart } from '../support/site.js'
import { directoryWith } from '../support/temporary.js'
import { jsonLog } from '../support/zeek-log.js'

const yesterday = jsonLog(polls(0, 1))

/** A folder of logs as zeekctl leaves it. */
const archive = () =>
  directoryWith({
    'day/modbus_detailed.00:00:00-01:00:00.log.gz': gzipSync(yesterday),
    'day/dnp3.00:00:00-01:00:00.log': jsonLog([dnp3(60, 'COLD_RESTART')]),
  })

interface Summary {
  readonly rows: number
  readonly stored: number
  readonly findings: { readonly new: number; readonly changed: number }
  readonly detectors: { readonly failed: number; readonly not_evaluated: number }
  readonly exit_code: number
}

async function night(directory: string, ...more: string[]): Promise<Summary> {
  const { code, stdout } = await otsift(directory, ['scan', 'day', '--summary', ...more])
  // One line and nothing else, so that a scheduler can take it as it is.
  expect(stdout.trimEnd().split('\n').length).toBe(1)
  const summary = JSON.parse(stdout) as Summary
  expect(summary.exit_code).toBe(code)
  return summary
}

test('a night is told in one line; the same folder again adds what came late, and nothing twice', async () => {
  const directory = archive()
  const first = await night(directory, '--fail-on', 'high')
  expect(first).toMatchObject({ rows: 61, stored: 61, exit_code: 1 })
  expect(first.findings.new).toBeGreaterThan(0)

  const day = join(directory, 'day')
  copyFileSync(join(day, 'dnp3.00:00:00-01:00:00.log'), join(day, 'dnp3.copy.log'))
  writeFileSync(join(day, 'modbus_detailed.01:00:00-02:00:00.log'), jsonLog([modbus(30)]))
  const again = await night(directory, '--fail-on', 'high')
  expect(again).toMatchObject({ rows: 1, stored: 1, findings: { new: 0, changed: 0 } })
})

describe('a detector that failed', () => {
  const faulty = detectorText({ where: 'abs(unit - unit - 9223372036854775807 - 1) > 0' })
  const own = ['--detectors', directoryWith({ 'modbus/faulty-seen.sql': faulty })] as const

  test('is counted apart from those whose logs are missing', async () => {
    const directory = archive()
    const { detectors } = await night(directory, ...own)
    expect(detectors.failed).toBe(1)
    expect(detectors.not_evaluated).toBeGreaterThan(0)
    const { code, stderr } = await otsift(directory, ['detect', ...own])
    expect(stderr).toMatch(/detectors evaluated, 1 failed; `otsift status` tells why\n/)
    expect(code).toBe(0)
    const status = await otsift(directory, ['status'])
    expect(status.stdout).toMatch(/faulty-seen +failed +integer overflow/)
  })

  test('with --fail-on ends the run with 2, since it may have had a finding', async () => {
    const { exit_code: code } = await night(archive(), ...own, '--fail-on', 'critical')
    expect(code).toBe(2)
  })

  test('but a finding is a finding', async () => {
    const { exit_code: code } = await night(archive(), ...own, '--fail-on', 'info')
    expect(code).toBe(1)
  })

  test('is told by watch when it begins to fail', () => {
    let told = ''
    const stderr = (text: string) => {
      told += text
    }
    const tell = failureTeller({ stdout: stderr, stderr, interactive: false })
    const run = (status: 'failed' | 'evaluated') =>
      tell([{ detector: 'flood', status, reason: null, remedy: null }])
    run('evaluated')
    expect(told).toBe('')
    run('failed')
    run('failed')
    expect(told).toBe('otsift: failed: flood; `otsift status` tells why\n')
    run('evaluated')
    run('failed')
    expect(told.split('\n')).toHaveLength(3)
  })
})

test('prune acts when it is told what is old, and not before', async () => {
  const directory = archive()
  await otsift(directory, ['ingest', 'day'])
  const prune = (...args: string[]) => otsift(directory, ['prune', ...args])
  expect(await prune()).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Say what is old.'),
  })
  expect(await prune('--rollups', '10d', '--messages', '30d')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Rollups cannot go before the messages'),
  })
  const later = new Date((siteStart + 7200) * 1000).toISOString()
  const { stdout } = await prune('--messages', later, '--json')
  expect(JSON.parse(stdout)).toMatchObject({ pruned: [{ kind: 'messages', rows: 61 }] })
})
