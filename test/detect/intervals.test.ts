import fc from 'fast-check'
import { intervalsAround } from '../../src/detect/intervals.js'

describe('the stretches to judge around minutes that received rows', () => {
  test.each([
    ['a minute', [60], 0, 0, [[60, 120]]],
    ['what it decides later', [60], 30, 0, [[60, 180]]],
    ['what it decides before', [60], 0, 61, [[-60, 120]]],
    ['neighbours are one', [60, 120], 0, 0, [[60, 180]]],
    [
      'minutes apart are two',
      [60, 600],
      0,
      0,
      [
        [60, 120],
        [600, 660],
      ],
    ],
    ['in any order', [120, 60], 0, 0, [[60, 180]]],
    ['none for none', [], 60, 60, []],
  ])('%s', (_, minutes, lookback, settle, expected) => {
    expect(intervalsAround(minutes, lookback, settle)).toEqual(
      expected.map(([since, until]) => ({ since, until })),
    )
  })

  test('are few, apart, in order, and cover every moment a row decides about', () => {
    const minute = fc.nat(5000).map((index) => index * 60)
    const reach = fc.nat(400)
    fc.assert(
      fc.property(fc.array(minute), reach, reach, (minutes, lookback, settle) => {
        const intervals = intervalsAround(minutes, lookback, settle)
        expect(intervals.length).toBeLessThanOrEqual(20)
        for (const [index, { since, until }] of intervals.entries()) {
          expect(since).toBeLessThan(until)
          expect(Math.abs(since % 60)).toBe(0)
          expect(Math.abs(until % 60)).toBe(0)
          expect(since).toBeGreaterThan(intervals[index - 1]?.until ?? Number.NEGATIVE_INFINITY)
        }
        for (const one of minutes) {
          const covered = intervals.some(
            ({ since, until }) => since <= one - settle && until >= one + 60 + lookback,
          )
          expect(covered).toBe(true)
        }
      }),
    )
  })
})
