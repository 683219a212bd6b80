import { applyDirective, defaultHeader, type Header } from '../../src/zeek/header.js'

function headerOf(...lines: string[]): Header {
  return lines.reduce(applyDirective, defaultHeader)
}

describe('a header', () => {
  test('says what Zeek writes at the top of a log', () => {
    expect(
      headerOf(
        '#separator \\x09',
        '#set_separator\t,',
        '#empty_field\t(empty)',
        '#unset_field\t-',
        '#path\tmodbus',
        '#open\t2023-11-14-22-13-20',
        '#fields\tts\tuid',
        '#types\ttime\tstring',
      ),
    ).toEqual({ ...defaultHeader, path: 'modbus', fields: ['ts', 'uid'] })
  })

  test('may name other separators', () => {
    expect(
      headerOf(
        '#separator \\x7c',
        '#set_separator|;',
        '#empty_field|nothing',
        '#unset_field|unset',
        '#fields|ts|uid',
      ),
    ).toMatchObject({
      separator: '|',
      setSeparator: ';',
      emptyField: 'nothing',
      unsetField: 'unset',
      fields: ['ts', 'uid'],
    })
  })

  test('begins anew where #separator comes again', () => {
    expect(headerOf('#path\tmodbus', '#fields\tts', '#separator \\x09')).toEqual(defaultHeader)
  })

  test.each(['#close\t2023-11-14-23-00-00', '#close', '# a comment', '#', '#fieldsy\tx'])(
    'is not changed by %p',
    (line) => {
      const header = headerOf('#path\tmodbus', '#fields\tts\tuid')
      expect(applyDirective(header, line)).toEqual(header)
    },
  )

  test('is not changed by a separator of nothing', () => {
    expect(headerOf('#separator ', '#set_separator\t')).toEqual(defaultHeader)
  })

  test('is not changed by a line of absurdly many columns', () => {
    expect(headerOf(`#fields${'\tx'.repeat(10_000)}`).fields).toEqual([])
  })
})
