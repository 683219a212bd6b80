import fc from 'fast-check'
import type { LogShape } from '../../src/protocols/shape.js'

/** Values that some column of some log takes, so that random rows get past the first check. */
const likely = fc.constantFrom<unknown>(
  1,
  '1',
  '-',
  '10.0.0.1',
  'C1',
  'READ_COILS',
  'READ',
  'RESPONSE',
  'exchange',
  'violation',
  '0x0f',
  'T',
  true,
  [1, 2],
  ['a', null],
  null,
)

/** Random JSON rows of a log, with values of any kind in the columns that it reads. */
export function anyRow(shape: LogShape): fc.Arbitrary<Record<string, unknown>> {
  const value = fc.oneof(likely, fc.jsonValue())
  const column = fc.constantFrom(...columnsOf(shape))
  return fc
    .dictionary(column, value, { maxKeys: 6 })
    .map((fields) => ({ ts: 1, 'id.orig_h': '10.0.0.1', 'id.resp_h': '10.0.0.2', ...fields }))
}

function columnsOf(shape: LogShape): string[] {
  const names: string[] = []
  const record = (name: string) => {
    names.push(name)
    return () => undefined
  }
  const [text, number, count, time, bool] = [record, record, record, record, record]
  const lists = { texts: record, numbers: record }
  shape.bind({
    has: () => true,
    together: (_, read) => read,
    text,
    number,
    count,
    time,
    bool,
    ...lists,
  })
  return names
}
