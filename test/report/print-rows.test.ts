import { type RowFormat, rowPrinter } from '../../src/report/print-rows.js'

/** What is printed of rows that come in portions, and how many of them are left out. */
async function printed(format: RowFormat, ...portions: unknown[][][]) {
  const pieces: string[] = []
  const printer = rowPrinter(format, (text) => pieces.push(text))
  printer.columns(['a', 'b'])
  for (const rows of portions) printer.rows(rows)
  const left = await printer.end()
  return { text: pieces.join(''), left }
}

const one = [1, null]
const two = [Buffer.from([0, 255]), 'say "x"\nand y']

test('JSON is one list, whatever the portions', async () => {
  const { text } = await printed('json', [one], [two])
  const rows = [
    { a: 1, b: null },
    { a: '00ff', b: 'say "x"\nand y' },
  ]
  expect(text).toBe(`${JSON.stringify(rows, null, 2)}\n`)
  expect((await printed('json')).text).toBe('[]\n')
})

test('NDJSON is a row a line', async () => {
  const { text } = await printed('ndjson', [one], [two])
  expect(text).toBe('{"a":1,"b":null}\n{"a":"00ff","b":"say \\"x\\"\\nand y"}\n')
})

test('CSV has a header even without rows, and no cell that a spreadsheet would compute', async () => {
  expect((await printed('csv')).text).toBe('"a","b"\n')
  expect((await printed('csv', [[1, '=1+1']], [[2, 'say "x"']])).text).toBe(
    '"a","b"\n1,"\'=1+1"\n2,"say ""x"""\n',
  )
})

test('a table shows ten thousand rows and tells how many more there are', async () => {
  const portion = Array.from({ length: 4000 }, (_, index) => [index, 'x'])
  const { text, left } = await printed('table', portion, portion, portion)
  expect(text.trimEnd().split('\n')).toHaveLength(10_001)
  expect(left).toBe(2000)
})
