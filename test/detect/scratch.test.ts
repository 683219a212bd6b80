import { Scratch } from '../../src/detect/scratch.js'

const scratch = new Scratch()
afterAll(() => scratch.close())

/** Text that makes few values large. */
const long = 'x'.repeat(10_000)
const few = 5
/** More than either holds in memory. */
const many = 2000

describe.each([few, many])('of %d values', (size) => {
  const numbers = Array.from({ length: size }, (_, index) => index)

  test('a list gives all in their order, as often as it is asked', () => {
    const list = scratch.list<object>()
    const values = numbers.map((index) => ({ index, ts: 1.5, none: null, bytes: null, long }))
    for (const value of values) list.add(value)
    expect([...list]).toEqual(values)
    expect([...list]).toEqual(values)
  })

  test('a map joins the values of a key, and gives keys in the order in which they came first', () => {
    const map = scratch.map<{ sum: number; long: string }>((a, b) => ({
      ...a,
      sum: a.sum + b.sum,
    }))
    for (const index of [...numbers, ...numbers.toReversed()]) {
      map.add(`key ${index}`, { sum: index, long })
    }
    expect([...map].map(([key, { sum }]) => [key, sum])).toEqual(
      numbers.map((index) => [`key ${index}`, 2 * index]),
    )
  })

  test('lists and maps are read and written beside one another', () => {
    const from = scratch.list<string>()
    const to = scratch.map<string>((known) => known)
    for (const index of numbers) from.add(`${index} ${long}`)
    for (const value of from) to.add(value, long)
    expect([...to].map(([key]) => key)).toEqual([...from])
  })
})

test('a list that was added to after it was read is whole', () => {
  const list = scratch.list<string>()
  for (let index = 0; index < few; index += 1) list.add(long)
  expect([...list]).toHaveLength(few)
  for (let index = 0; index < many; index += 1) list.add(long)
  expect([...list]).toHaveLength(few + many)
})
