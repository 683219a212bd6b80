import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { directoryWith } from '../support/temporary.js'

const folder = fileURLToPath(new URL('../../samples/service/', import.meta.url))
const units = readdirSync(folder).filter((name) => /\.(service|timer)$/.test(name))
const services = units.filter((name) => name.endsWith('.service'))
const analyze = (...args: string[]) =>
  spawnSync('systemd-analyze', ['--no-pager', ...args], { encoding: 'utf8' })
const there = analyze('security', '--offline=true', join(folder, String(services[0]))).status === 0
const say = there ? describe : describe.skip

say(`systemd${there ? '' : ' (skipped: no systemd-analyze that works offline)'}`, () => {
  test('understands every line of the units', () => {
    // It also wants the program to be there, and who runs this may have it anywhere.
    const texts = units.map((name) => [
      name,
      readFileSync(join(folder, name), 'utf8').replaceAll('/usr/local/bin/otsift', '/bin/sh'),
    ])
    const copies = directoryWith(Object.fromEntries(texts) as Record<string, string>)
    const { status, stderr } = analyze('verify', ...units.map((name) => join(copies, name)))
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  test.each(services)('calls %s well confined: at most 1.5 of 10', (name) => {
    const { status, stdout } = analyze(
      'security',
      '--offline=true',
      '--threshold=15',
      join(folder, name),
    )
    expect({ status, told: stdout.split('\n').at(-2) }).toEqual({
      status: 0,
      told: expect.stringContaining('OK'),
    })
  })
})

test('cron finds the program where docs/installing.md puts it', () => {
  const installing = new URL('../../docs/installing.md', import.meta.url)
  const link = /ln -s \S+ (\S+)\/otsift$/m.exec(readFileSync(installing, 'utf8'))?.[1]
  const cron = readFileSync(join(folder, 'otsift.cron'), 'utf8').split('\n')
  const search = cron.findIndex((line) => line.startsWith('PATH='))
  expect(cron[search]?.slice('PATH='.length).split(':')).toContain(link)
  expect(search).toBeLessThan(cron.findIndex((line) => / otsift {2}otsift /.test(line)))
})
