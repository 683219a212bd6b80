import { numberFrom, timeOption } from '../../src/commands/options.js'

test('takes only a number in its range', () => {
  const check = numberFrom(0.1, 10, 'timeout')
  expect(check(3)).toBe(3)
  for (const wrong of [Number.NaN, 0, -1, 11]) {
    expect(() => check(wrong)).toThrow('--timeout is no number from 0.1 to 10.')
  }
})

test('takes a day, a time or epoch seconds', () => {
  expect(timeOption('since', '2026-03-05')).toBe(1_772_668_800)
  expect(timeOption('since', '2026-03-05 14:00')).toBe(1_772_719_200)
  expect(timeOption('since', '1772668800')).toBe(1_772_668_800)
  expect(() => timeOption('since', 'yesterday')).toThrow('--since yesterday is no time.')
})
