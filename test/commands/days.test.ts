import { ageOption, expiryOption } from '../../src/commands/days.js'

const now = () => Date.now() / 1000
const day = 86_400

test('an age and an expiry may be days', () => {
  expect(now() - Number(ageOption('messages', '30d'))).toBeCloseTo(30 * day, -2)
  expect(Number(expiryOption('7d')) - now()).toBeCloseTo(7 * day, -2)
})

test('both may be times, also as epoch seconds', () => {
  expect(ageOption('messages', '2026-03-05')).toBe(1_772_668_800)
  expect(ageOption('messages', '1772668800')).toBe(1_772_668_800)
  expect(expiryOption('2150-01-01')).toBe(5_680_281_600)
})

test('neither must be given', () => {
  expect(ageOption('messages', undefined)).toBeUndefined()
  expect(expiryOption(undefined)).toBeUndefined()
})

test.each([
  ['30', '30d'],
  ['20260305', '2026-03-05'],
  ['1000000', '30d'],
])('a bare number, %s, is no time of 1970 but probably %s', (text, meant) => {
  const hint = expect.objectContaining({ next: expect.stringContaining(`Write ${meant}, or`) })
  expect(() => ageOption('messages', text)).toThrow(`--messages ${text} is neither a time nor days`)
  expect(() => expiryOption(text)).toThrow(`--expires ${text} is neither a time nor days.`)
  expect(caught(() => ageOption('messages', text))).toEqual(hint)
})

test.each(['2001-01-01', '0d'])('an expiry of %s is over already', (text) => {
  expect(() => expiryOption(text)).toThrow(`--expires ${text} is over already.`)
})

function caught(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}
