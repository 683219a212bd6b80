import type { MinuteAtom } from '../../src/detect/merge.js'
import { bursts } from '../../src/findings/burst.js'

const atom = (start: number, end = start, change: Partial<MinuteAtom> = {}): MinuteAtom => ({
  finding: 'f',
  minute: Math.floor(start / 60) * 60,
  ts_start: start,
  ts_end: end,
  count: 1,
  level: 'low',
  facts: {},
  ...change,
})

const spans = (...atoms: MinuteAtom[]) => bursts(atoms).map(({ start, end }) => [start, end])

describe('atoms of one finding', () => {
  test('at most a minute apart are one burst', () => {
    expect(spans(atom(10), atom(70), atom(130))).toEqual([[10, 130]])
  })

  test('more than a minute apart are two', () => {
    expect(spans(atom(10), atom(70.5))).toEqual([
      [10, 10],
      [70.5, 70.5],
    ])
  })

  test('are measured from the latest end so far', () => {
    expect(spans(atom(0, 500), atom(60, 61), atom(555))).toEqual([[0, 555]])
  })

  test('may come in any order', () => {
    expect(spans(atom(130), atom(10), atom(70))).toEqual([[10, 130]])
  })

  test('sum their counts under the worst level', () => {
    const two = [atom(10, 10, { count: 3 }), atom(20, 20, { count: 4, level: 'high' })]
    expect(bursts(two)).toMatchObject([{ count: 7, level: 'high' }])
  })

  test('are none for none', () => {
    expect(spans()).toEqual([])
  })

  test('may be many', () => {
    const many = Array.from({ length: 200_000 }, (_, index) => atom(index * 60))
    expect(spans(...many.slice(0, 50_000))).toHaveLength(1)
    expect(bursts(many)).toHaveLength(1)
  })
})
