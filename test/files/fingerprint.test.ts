import { fingerprint, tailLength, tailOf } from '../../src/files/fingerprint.js'

describe('fingerprint', () => {
  test('is the same for the same content and differs for other content', () => {
    expect(fingerprint('a')).toBe(fingerprint(Buffer.from('a')))
    expect(fingerprint('a')).not.toBe(fingerprint('b'))
    expect(fingerprint('a')).toMatch(/^[0-9a-f]{32}$/)
  })
})

describe('the tail of what was read', () => {
  test.each([
    ['grows', 'abc', 'de', 'abcde'],
    ['keeps the last bytes', 'a'.repeat(tailLength), 'xyz', `${'a'.repeat(tailLength - 3)}xyz`],
    ['of a long chunk is its end', 'a', 'b'.repeat(tailLength + 5), 'b'.repeat(tailLength)],
  ])('%s', (_, before, chunk, after) => {
    expect(tailOf(Buffer.from(before), Buffer.from(chunk)).toString()).toBe(after)
  })
})
