import { rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { WatchedPolicy } from '../../src/commands/watched-policy.js'
import { all, emptyStore, one } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'

const turn = async <T>(work: () => T) => work()
let hours = 0

/** A policy that is watched: `write` saves it, long enough ago to be whole; `heard` is what stderr got. */
function watched(text: string | undefined, named = true) {
  const directory = directoryWith()
  const file = join(directory, 'otsift.policy.yaml')
  const db = emptyStore()
  let heard = ''
  const save = (next: string) => {
    writeFileSync(file, next)
    hours += 1
    utimesSync(file, 1_700_000_000, 1_700_000_000 + hours * 3600)
  }
  if (text !== undefined) save(text)
  const stderr = (line: string) => {
    heard += line
  }
  const output = { stdout: stderr, stderr, interactive: false }
  const args = {
    db: join(directory, 'plant.db'),
    detectors: [],
    policy: named ? file : undefined,
  }
  const policy = new WatchedPolicy(db, args, output)
  const renew = () => policy.renew(turn)
  return { db, file, save, renew, heard: () => heard.replaceAll(file, 'FILE') }
}

test('a policy that nobody touched is not taken again', async () => {
  const { renew, heard } = watched('clients: [10.0.0.1]\n')
  expect(await renew()).toBeUndefined()
  expect(heard()).toBe('')
})

test('one that was saved is in force and told in a line, with what changed in it', async () => {
  const { db, save, renew, heard } = watched('timezone: UTC\nclients: [10.0.0.1]\n')
  save(`timezone: UTC
clients: [10.0.0.2]
maintenance: [{from: "2026-03-05 08:00", to: "2026-03-05 09:00"}]
detectors: {new-client: {level: critical}}
zones: {cell: {networks: [10.0.0.0/24]}}
`)
  expect(await renew()).toEqual([])
  expect(heard()).toBe(
    'policy FILE was taken anew: clients, maintenance, detectors, zones changed\n',
  )
  expect(all(db, 'SELECT role, address FROM policy_address')).toEqual([
    { role: 'client', address: '10.0.0.2' },
  ])
  for (const table of ['policy_window', 'policy_detector', 'policy_network'])
    expect(one(db, `SELECT count(*) FROM ${table}`)).toBe(1)
  expect(await renew()).toBeUndefined()
})

test('one that appears beside the database is taken, though none was named', async () => {
  const { save, renew, heard } = watched(undefined, false)
  expect(await renew()).toBeUndefined()
  save('clients: [10.0.0.1]\n')
  expect(await renew()).toEqual([])
  expect(heard()).toBe('policy FILE was taken anew: clients changed\n')
})

test.each([
  ['has a misspelt key', 'clints: [10.0.0.2]\n', 'FILE:1:1: clints: there is no such key here'],
  ['is no YAML', 'clients: [10.0.0.2\n', 'FILE:2'],
  ['names no detector', 'detectors: {new-clint: {}}\n', 'FILE:1:13'],
  [
    'has a sink without its secret',
    'clients: []\nsinks:\n  siem: {url: "https://x/", secret_file: /nowhere/key}\n',
    'FILE:3:3: sinks.siem: Sink siem cannot read /nowhere/key',
  ],
])(
  'one that %s is told once with its line, and nothing of it is in force',
  async (_, text, told) => {
    const { db, save, renew, heard } = watched('clients: [10.0.0.1]\n')
    save(text)
    expect(await renew()).toBeUndefined()
    expect(await renew()).toBeUndefined()
    expect(heard()).toContain(`otsift: ${told}`)
    expect(heard()).toMatch(/^[^\n]* The policy before stays in force\.\n$/)
    expect(all(db, 'SELECT address FROM policy_address')).toEqual([{ address: '10.0.0.1' }])
    save('clients: [10.0.0.3]\n')
    expect(await renew()).toEqual([])
    expect(all(db, 'SELECT address FROM policy_address')).toEqual([{ address: '10.0.0.3' }])
  },
)

test.each([
  ['was named', true],
  ['lay beside the database', false],
])('one that %s and is gone stays in force, and is taken when it is back', async (_, named) => {
  const { db, file, save, renew, heard } = watched('clients: [10.0.0.1]\n', named)
  rmSync(file)
  expect(await renew()).toBeUndefined()
  expect(await renew()).toBeUndefined()
  expect(heard()).toBe('otsift: FILE is gone. The policy before stays in force.\n')
  expect(one(db, 'SELECT address FROM policy_address')).toBe('10.0.0.1')
  save('clients: [10.0.0.2]\n')
  expect(await renew()).toEqual([])
})

test('one that cannot be looked at is as good as gone', async () => {
  const { file, renew, heard } = watched('clients: [10.0.0.1]\n')
  rmSync(file)
  symlinkSync(file, file)
  expect(await renew()).toBeUndefined()
  expect(heard()).toBe('otsift: FILE is gone. The policy before stays in force.\n')
})

test('one that is being written is left alone until it is whole', async () => {
  const { file, renew, heard } = watched('clients: [10.0.0.1]\n')
  writeFileSync(file, 'clients: [10.0')
  utimesSync(file, Date.now() / 1000, Date.now() / 1000)
  expect(await renew()).toBeUndefined()
  expect(heard()).toBe('')
})

test('its sinks begin and end with it, and what is found from then on is queued for them', async () => {
  const { db, save, renew } = watched('sinks: {old: {file: /tmp/old}}\n')
  save('sinks: {new: {file: /tmp/new, level: high}}\n')
  expect(await renew()).toMatchObject([{ name: 'new', target: { file: '/tmp/new' } }])
  expect(all(db, 'SELECT name, level FROM sink WHERE active = 1')).toEqual([
    { name: 'new', level: 'high' },
  ])
})

test('touched, it has the secrets of its sinks read again', async () => {
  const key = join(directoryWith({ key: 'first' }), 'key')
  const text = `sinks: {siem: {url: "https://x/", secret_file: ${key}}}\n`
  const { save, renew, heard } = watched(text)
  writeFileSync(key, 'second')
  save(text)
  expect(await renew()).toMatchObject([{ target: { secret: 'second' } }])
  expect(heard()).toBe('policy FILE was taken anew: nothing changed\n')
})
