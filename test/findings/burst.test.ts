import type { MinuteAtom } from '../../src/detect/merge.js'
import { bursts } from '../../src/findings/burst.js'

const atom = (start: number, end = start, change: Partial<MinuteAtom> = {}): MinuteAtom => ({
  finding: 'f',
  minute: Math.floor(start / 30) * 30,
  ts_start: start,
  ts_end: end,
  count: 1,
  level: 'low',
  facts: {},
  ...change,
})

const spans = (...atoms: MinuteAtom[]) => bursts(atoms).map(({ start, end }) => [start, end])

describe('atoms of one finding', () => {
  test('at most half a minute apart are one burst', () => {
    expect(spans(atom(10), atom(40), atom(70))).toEqual([[10, 70]])
  })

  test('more than half a minute apart are two, where the first is short', () => {
    expect(spans(atom(10), atom(40.5))).toEqual([
      [10, 10],
      [40.5, 40.5],
    ])
  })

  test('may pause twice as long as they have gone on', () => {
    expect(spans(atom(10, 30), atom(70))).toEqual([[10, 70]])
    expect(spans(atom(10, 30), atom(70.5))).toHaveLength(2)
  })

  test('never pause for more than a minute', () => {
    expect(spans(atom(0, 600), atom(660))).toEqual([[0, 660]])
    expect(spans(atom(0, 600), atom(660.5))).toHaveLength(2)
  })

  test('are measured from the latest end so far', () => {
    expect(spans(atom(0, 500), atom(60, 61), atom(555))).toEqual([[0, 555]])
  })

  test('sum their counts under the worst level', () => {
    const two = [atom(10, 10, { count: 3 }), atom(20, 20, { count: 4, level: 'high' })]
    expect(bursts(two)).toMatchObject([{ count: 7, level: 'high' }])
  })

  test('are none for none', () => {
    expect(spans()).toEqual([])
  })

  test('may be many', () => {
    const many = Array.from({ length: 200_000 }, (_, index) => atom(index * 30))
    expect(spans(...many.slice(0, 50_000))).toHaveLength(1)
    expect(bursts(many)).toHaveLength(1)
  })
})
