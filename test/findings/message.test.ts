import { attackV18, techniques } from '../../src/findings/attack.js'
import { fillMessage, tellsOneOf } from '../../src/findings/message.js'
import { type SeverityStep, stepped } from '../../src/findings/severity.js'

describe('a message', () => {
  test.each([
    ['text', '{client} asked', { client: '10.0.0.1' }, '10.0.0.1 asked'],
    ['a whole number', '{count} times', { count: 3 }, '3 times'],
    ['a measured number', '{rate} a second', { rate: 0.123456 }, '0.1235 a second'],
    ['what is unset', 'from {client}', { client: null }, 'from unknown'],
    ['what is not there', 'from {client}', {}, 'from unknown'],
    ['one of a noun', '{count|unsolicited response}', { count: 1 }, '1 unsolicited response'],
    ['some of a noun', '{count|unsolicited response}', { count: 2 }, '2 unsolicited responses'],
    ['braces in a value', '{client}', { client: '{count}' }, '{count}'],
  ])('is filled with %s', (_, template, facts, expected) => {
    expect(fillMessage(template, facts)).toBe(expected)
  })
})

describe('a value that was not the only one', () => {
  const facts = { server: '10.0.0.2', function: 'Read Coils' }
  const several = new Set(['server'])

  test.each([
    ['{function} of {server}', 'Read Coils of 10.0.0.2 and others'],
    ['3 exchanges, first with {server}', '3 exchanges, first with 10.0.0.2'],
    ['first {server} with {function}', 'first 10.0.0.2 with Read Coils'],
    ['first {function}; {server} answered', 'first Read Coils; 10.0.0.2 and others answered'],
  ])('%s', (template, expected) => {
    expect(fillMessage(template, facts, several)).toBe(expected)
  })
})

test.each([
  ['{kilobytes} kB on {count|connection}', true],
  ['{count|connection}', false],
  ['first {kilobytes} kB', false],
  ['first seen; {kilobytes|kilobyte} since', true],
])('a message tells of figures that differ from burst to burst: %s', (template, expected) => {
  expect(tellsOneOf(template, new Set(['kilobytes']))).toBe(expected)
})

describe('a severity', () => {
  const step = (by: number): SeverityStep => ({ by, why: 'a test' })

  test.each([
    ['no step', 'medium', [], 'medium'],
    ['one up', 'medium', [step(1)], 'high'],
    ['one down', 'medium', [step(-1)], 'low'],
    ['up and down', 'medium', [step(1), step(-1)], 'medium'],
    ['never above critical', 'critical', [step(1)], 'critical'],
    ['never below info', 'info', [step(-1)], 'info'],
  ] as const)('%s', (_, level, steps, expected) => {
    expect(stepped(level, steps)).toBe(expected)
  })
})

describe('an ATT&CK id of v18', () => {
  test.each([
    ['of one that was replaced', 'T1692.001', 'T0855'],
    ['of one that kept its id', 'T0814', 'T0814'],
    ['of a new sub-technique is its parent', 'T0800.009', 'T0800'],
  ])('%s', (_, v19, v18) => {
    expect(attackV18(v19)).toBe(v18)
  })

  test('is told for every technique', () => {
    for (const id of Object.keys(techniques)) expect(attackV18(id)).toMatch(/^T\d{4}$/)
  })
})
