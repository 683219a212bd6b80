import fc from 'fast-check'
import { parseTime } from '../../src/zeek/time.js'

describe('a time', () => {
  test.each([
    ['epoch seconds', '1700000000.123456', 1_700_000_000.123456],
    ['epoch seconds as a number', 1_700_000_000.5, 1_700_000_000.5],
    ['milliseconds', 1_700_000_000_123, 1_700_000_000.123],
    ['ISO 8601', '2023-11-14T22:13:20.123456Z', 1_700_000_000.123456],
    ['ISO 8601 without a fraction', '2023-11-14T22:13:20Z', 1_700_000_000],
    ['ISO 8601 with an offset', '2023-11-15T00:13:20+02:00', 1_700_000_000],
    ['ISO 8601 without a zone, which is UTC', '2023-11-14T22:13:20', 1_700_000_000],
    ['the epoch itself', '0', 0],
  ])('is read from %s', (_, text, seconds) => {
    expect(parseTime(text)).toBeCloseTo(seconds, 6)
  })

  test.each([
    '',
    ' ',
    '-',
    'yesterday',
    '-1',
    'NaN',
    'Infinity',
    '2023-11-14',
    '2023-13-45T99:99:99Z',
    '8000000000',
  ])('is not read from %p', (text) => {
    expect(parseTime(text)).toBeUndefined()
  })

  test('any text is a time between 1970 and 2200, or none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double(), fc.date().map(String)), (value) => {
        const time = parseTime(value)
        expect(time === undefined || (time >= 0 && time < 7_258_118_400)).toBe(true)
      }),
    )
  })

  test('the three ways in which Zeek writes a time agree to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1e11 + 1, max: 4e12 }), (milliseconds) => {
        const iso = new Date(milliseconds).toISOString()
        expect(parseTime(iso)).toBeCloseTo(milliseconds / 1000, 3)
        expect(parseTime((milliseconds / 1000).toFixed(6))).toBeCloseTo(milliseconds / 1000, 3)
        expect(parseTime(milliseconds)).toBeCloseTo(milliseconds / 1000, 3)
      }),
    )
  })
})
