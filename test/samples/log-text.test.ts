import { logText } from '../../samples/generator/zeek/log-text.js'
import { tsvCell } from '../../samples/generator/zeek/tsv.js'

const lossRow = { ts: 1.5, ts_delta: 900, peer: 'zeek', gaps: 0, acks: 7, percent_lost: 0.25 }

describe('the Zeek log writer', () => {
  test('writes header, rows and closing line', () => {
    expect(logText('capture_loss', [lossRow], { open: 0, close: 86_400 })).toBe(
      [
        '#separator \\x09',
        '#set_separator\t,',
        '#empty_field\t(empty)',
        '#unset_field\t-',
        '#path\tcapture_loss',
        '#open\t1970-01-01-00-00-00',
        '#fields\tts\tts_delta\tpeer\tgaps\tacks\tpercent_lost',
        '#types\ttime\tinterval\tstring\tcount\tcount\tdouble',
        '1.500000\t900.000000\tzeek\t0\t7\t0.25',
        '#close\t1970-01-02-00-00-00\n',
      ].join('\n'),
    )
  })

  test.each([
    ['string', undefined, '-'],
    ['string', '-', '\\x2d'],
    ['string', '', '(empty)'],
    ['string', '(empty)', '\\x28empty)'],
    ['string', 'a\tb\\c\u0000', 'a\\x09b\\\\c\\x00'],
    ['string', 'Pumpe Süd', 'Pumpe Süd'],
    ['bool', true, 'T'],
    ['vector[count]', [], '(empty)'],
    ['vector[count]', [1, 2], '1,2'],
    ['set[string]', ['a,b', '-'], 'a\\x2cb,\\x2d'],
  ])('writes %s %p as %s', (type, value, text) => {
    expect(tsvCell(type, value)).toBe(text)
  })

  test('writes JSON with flat keys, without unset fields, and with each kind of time', () => {
    const row = { ts: 1_772_409_600.25, uid: 'C1', 'id.orig_p': 502, exception: undefined }
    const json = (times: 'epoch' | 'millis' | 'iso8601'): string =>
      logText('modbus', [row], { format: 'json', times })
    expect(json('epoch')).toBe('{"ts":1772409600.25,"uid":"C1","id.orig_p":502}\n')
    expect(json('millis')).toContain('"ts":1772409600250,')
    expect(json('iso8601')).toContain('"ts":"2026-03-02T00:00:00.250000Z"')
  })
})
