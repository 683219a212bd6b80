import { unescapeText } from '../../src/zeek/escape.js'

describe('unescaping', () => {
  test.each([
    ['plain text', 'Pumpe Süd', 'Pumpe Süd'],
    ['a separator', 'a\\x09b', 'a\tb'],
    ['an escaped dash', '\\x2d', '-'],
    ['an escaped (empty)', '\\x28empty)', '(empty)'],
    ['a hash at the beginning of a line', '\\x23hash', '#hash'],
    ['a backslash', 'C:\\\\temp', 'C:\\temp'],
    ['a backslash before an x', '\\\\x41', '\\x41'],
    ['bytes of one UTF-8 character', '\\xc3\\xbc', 'ü'],
    ['a byte that is no UTF-8', '\\xff', '\ufffd'],
    ['a NUL', 'a\\x00b', 'a\u0000b'],
    ['an escape cut short', 'a\\x4', 'a\\x4'],
    ['a lone backslash', 'a\\', 'a\\'],
    ['capital digits', '\\xC3\\xBC', 'ü'],
  ])('undoes %s', (_, text, expected) => {
    expect(unescapeText(text)).toBe(expected)
  })
})
