import fc from 'fast-check'
import type { Detector } from '../../src/detect/detector.js'
import { findingId, MergedAtoms, type MinuteAtom } from '../../src/detect/merge.js'
import type { Atom } from '../../src/detect/query.js'
import { Scratch } from '../../src/detect/scratch.js'

const detector = { id: 'test-scan', level: 'low', dedup: ['client'] } as unknown as Detector

const atom = (ts: number, change: Atom = {}): Atom => ({
  ts_start: ts,
  ts_end: ts,
  sensor: 'north',
  client: '10.0.0.1',
  server: '10.0.0.2',
  count: 1,
  ...change,
})

function mergeByMinute(of: Detector, atoms: readonly Atom[]): MinuteAtom[] {
  const merged = new MergedAtoms(of, new Scratch())
  merged.add(atoms)
  return [...merged]
}

describe('the id of a finding', () => {
  test('is of sensor, detector and deduplication keys', () => {
    const id = findingId(detector, atom(1))
    expect(findingId(detector, atom(2, { server: '10.0.0.9' }))).toBe(id)
    expect(findingId(detector, atom(1, { client: '10.0.0.9' }))).not.toBe(id)
    expect(findingId(detector, atom(1, { sensor: 'south' }))).not.toBe(id)
    expect(findingId({ ...detector, id: 'other-scan' }, atom(1))).not.toBe(id)
  })
})

describe('atoms of one finding in one half of a minute', () => {
  test('are summed', () => {
    expect(mergeByMinute(detector, [atom(61), atom(70, { count: 4 })])).toMatchObject([
      { minute: 60, ts_start: 61, ts_end: 70, count: 5, level: 'low' },
    ])
  })

  test('have the worst level of them', () => {
    const two = [atom(61, { level: 'critical' }), atom(70, { level: 'info' })]
    expect(mergeByMinute(detector, two)).toMatchObject([{ level: 'critical' }])
  })

  test('tell the facts of the first', () => {
    const two = [atom(70, { address: 7 }), atom(61, { address: 1 })]
    expect(mergeByMinute(detector, two)).toMatchObject([{ facts: { address: 1 } }])
  })

  test('name no server where they disagree on it, but the first', () => {
    const three = [atom(62, { server: '10.0.0.9' }), atom(63), atom(61)]
    expect(mergeByMinute(detector, three)).toMatchObject([
      { facts: { server: null, server_first: '10.0.0.2' } },
    ])
  })

  test('name the facts on which they disagree, in any order', () => {
    const atoms = [atom(61, { function: 3, address: 1 }), atom(62, { function: 3, address: 2 })]
    for (const order of [atoms, [...atoms].reverse()]) {
      expect(mergeByMinute(detector, order)).toMatchObject([
        { facts: { function: 3, address: 1, differing: 'address' } },
      ])
    }
  })

  test('do not mix with the other half or another finding', () => {
    expect(
      mergeByMinute(detector, [atom(61), atom(90), atom(62, { client: '10.0.0.9' })]),
    ).toHaveLength(3)
  })

  test('an end before its beginning is its beginning', () => {
    expect(mergeByMinute(detector, [atom(61, { ts_end: 5 })])).toMatchObject([{ ts_end: 61 }])
  })

  test('come to the same in any order', () => {
    const one = fc.record({
      ts: fc.nat(90),
      server: fc.constantFrom('a', 'b', null),
      address: fc.nat(3),
      count: fc.nat(9),
    })
    const list = fc.array(one.map(({ ts, ...change }) => atom(ts, change)))
    const sorted = (atoms: readonly Atom[]) =>
      mergeByMinute(detector, atoms).sort((a, b) => a.minute - b.minute)
    fc.assert(
      fc.property(
        list.chain((atoms) =>
          fc.tuple(fc.constant(atoms), fc.shuffledSubarray(atoms, { minLength: atoms.length })),
        ),
        ([atoms, shuffled]) => expect(sorted(shuffled)).toEqual(sorted(atoms)),
      ),
    )
  })
})
