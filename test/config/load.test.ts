import { existsSync, readFileSync } from 'node:fs'
import { defaultPolicyPath, parsePolicy } from '../../src/config/load.js'
import { directoryWith } from '../support/temporary.js'

/** What is said of a policy's first mistake: `line:column: message`. */
function mistake(text: string): string {
  try {
    parsePolicy('p.yaml', text)
  } catch (error) {
    return String(error).replace(/^p\.yaml:/, '')
  }
  return 'none'
}

test('an empty policy is one', () => {
  expect(parsePolicy('p.yaml', '# nothing yet\n').policy).toEqual({})
})

test.each([
  ['no YAML', 'clients: [10.0.0.1', /^1:.*/],
  ['a misspelt key', 'timezone: UTC\nasets: []', /^2:1: asets: .*Did you mean assets\?/],
  [
    'a misspelt key below',
    'points:\n  - {adress: 40001, name: T}',
    /^2:6: .*Did you mean address\?/,
  ],
  ['a key that is missing', 'points:\n  - {address: 40001}', /^2:5: points\[1\]: name is missing/],
  ['a key that is there twice', 'clients: []\nclients: []', /^2:/],
  [
    'a misspelt value',
    'assets:\n  - {address: 10.0.0.1, tags: [saftey]}',
    /^2:32: .*Did you mean safety\?/,
  ],
  [
    'no address',
    'clients:\n  - 10.0.0.1\n  - 10.0.0.256',
    /^3:5: clients\[2\]: "10.0.0.256" is no IPv4/,
  ],
  ['no network', 'networks: [10.0.0.0/33]', /is no network/],
  ['no time zone', 'timezone: Europe/Berln', /^1:1: .*is no time zone/],
  [
    'no time of the day',
    'operating_hours: [{days: [mon], from: 8am, to: "17:00"}]',
    /is no time of the day/,
  ],
  [
    'no day of the calendar',
    'suppressions: [{client: 10.0.0.1, until: 2026-02-30, reason: why}]',
    /is no local time/,
  ],
  [
    'a window that ends first',
    'maintenance: [{from: 2026-03-05 08:00, to: 2026-03-05 07:00}]',
    /is not before/,
  ],
  [
    'a zone that is not there',
    'zones: {control: {networks: []}}\nassets: [{address: 10.0.0.1, zone: contol}]',
    /^2:.*Did you mean control\?/,
  ],
  [
    'a function that is not there',
    'functions:\n  - allow: [3, READ_COIL]',
    /^2:16: .*Did you mean READ_COILS\?/,
  ],
  [
    'a reference without its table',
    'points: [{address: 17, name: T}]',
    /no reference such as 40001/,
  ],
  [
    'a coil of 32 bits',
    "points: [{address: '00017', name: T, type: u32}]",
    /does not fit the table coil/,
  ],
  [
    'limits the wrong way around',
    'points: [{address: 40001, name: T, min: 9, max: 1}]',
    /is more than max/,
  ],
  ['a suppression of everything', 'suppressions: [{reason: quiet}]', /suppressions\[1\]/],
])('%s is told with its line', (_, text, said) => {
  expect(mistake(text)).toMatch(said)
})

test('aliases that would grow to gigabytes are refused', () => {
  const lines = ['a: &a [x, x, x, x, x, x, x, x, x]']
  for (let at = 1; at < 12; at += 1) {
    const name = String.fromCharCode(97 + at)
    const before = String.fromCharCode(96 + at)
    lines.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`)
  }
  expect(mistake(lines.join('\n'))).toMatch(/too many aliases/)
})

test('a file that is too large is refused unread', () => {
  expect(mistake(`# ${'x'.repeat(9_000_000)}`)).toMatch(/larger than 8 MB/)
})

test('without a name, the policy beside the database is taken', () => {
  const directory = directoryWith({ 'otsift.policy.yaml': '', 'other/x': '' })
  expect(defaultPolicyPath(`${directory}/otsift.db`)).toBe(`${directory}/otsift.policy.yaml`)
  expect(defaultPolicyPath(`${directory}/other/otsift.db`)).toBeUndefined()
})

test('the policy of the samples is one, and names its schema for editors', () => {
  const text = readFileSync('samples/otsift.policy.yaml', 'utf8')
  expect(parsePolicy('p.yaml', text).policy.points?.length).toBeGreaterThan(3)
  const schema = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1] ?? ''
  expect(existsSync(`samples/${schema}`)).toBe(true)
})
