import { spawn } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { otsift, program } from '../support/cli.js'
import { modbus } from '../support/site.js'
import { directoryWith } from '../support/temporary.js'
import { jsonLog } from '../support/zeek-log.js'

// Writes by a client that nobody knows, so that there is something to print.
const writes = Array.from({ length: 60 }, (_, second) =>
  modbus(second, { tid: second, func: 'WRITE_SINGLE_COIL' }),
)
const withLog = () => directoryWith({ 'logs/modbus_detailed.log': jsonLog(writes) })

/** Runs the program with one of its outputs closed; tells its exit code and what the other one had. */
function closed(
  name: 'stdout' | 'stderr',
  args: readonly string[],
): Promise<{ code: number | null; told: string }> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: withLog(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child[name].destroy()
  let told = ''
  child[name === 'stdout' ? 'stderr' : 'stdout'].on('data', (text: Buffer) => {
    told += text.toString()
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, told })))
}

/** An environment in which Zeek is this shell script. */
function zeekThat(script: string): Record<string, string> {
  const bin = directoryWith({ zeek: `#!/bin/sh\n${script}\n` })
  chmodSync(join(bin, 'zeek'), 0o755)
  return { PATH: `${bin}:${process.env.PATH}` }
}

describe('a service that can do nothing more ends as a failure, so that it is started again', () => {
  test('watch, when nobody reads what it prints', async () => {
    const { code, told } = await closed('stdout', ['watch', 'logs', '--every', '0.1'])
    expect(told).toContain('otsift: Standard output is read by nobody any more.')
    expect(code).toBe(2)
  })

  test('watch, when nobody reads what went wrong', async () => {
    const { code } = await closed('stderr', ['watch', 'logs', '--every', '0.1'])
    expect(code).toBe(2)
  })

  test.each([
    ['fails', 'echo no such device >&2; exit 1', 'ended with code 1: no such device.'],
    ['is killed', 'kill -9 $$', 'ended by SIGKILL.'],
    ['ends by itself', 'exit 0', 'ended with code 0.'],
  ])('watch --interface, when Zeek %s', async (_, script, how) => {
    const args = ['watch', '--interface', 'eth9']
    const { code, stderr } = await otsift(directoryWith(), args, '', zeekThat(script))
    expect(stderr).toContain(`otsift: zeek on eth9 ${how}`)
    expect(code).toBe(2)
  })

  test('but not when it was told to end, and Zeek with it', async () => {
    const args = ['watch', '--interface', 'eth9', '--duration', '1']
    const zeek = zeekThat('exec sleep 60')
    expect(await otsift(directoryWith(), args, '', zeek)).toMatchObject({ code: 0 })
  })
})

describe('a command that nobody listens to has still done its work', () => {
  test('with standard output closed, as by head', async () => {
    expect(await closed('stdout', ['scan', 'logs'])).toMatchObject({ code: 0 })
  })

  test('with standard output closed, --fail-on keeps its exit code', async () => {
    const { code } = await closed('stdout', ['scan', 'logs', '--fail-on', 'info'])
    expect(code).toBe(1)
  })

  test('with standard error closed', async () => {
    const { code, told } = await closed('stderr', ['scan', 'logs'])
    expect(told).toContain('finding')
    expect(code).toBe(0)
  })
})

test('a directory that is not there is not watched', async () => {
  const { code, stderr } = await otsift(withLog(), ['watch', 'log'])
  expect(stderr).toBe(
    'otsift: log cannot be watched: it is not there. Correct the path, or make the directory.\n',
  )
  expect(code).toBe(2)
})
