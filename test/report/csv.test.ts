import { formulaSafe, writeCsv } from '../../src/report/csv.js'

describe('a cell that a spreadsheet would compute', () => {
  test.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx'])('is text: %p', (text) => {
    expect(formulaSafe(text)).toBe(`'${text}`)
  })

  test.each(['a=1', '10.0.0.1', '', -1, null])('is left as it is: %p', (value) => {
    expect(formulaSafe(value)).toBe(value)
  })
})

test('CSV has a header even without rows, and doubles quotes', async () => {
  const csv = async (rows: Record<string, unknown>[]) => {
    const pieces: string[] = []
    await writeCsv(['a'], rows, (text) => pieces.push(text))
    return pieces.join('')
  }
  expect(await csv([])).toBe('"a"\n')
  expect(await csv([{ a: 'say "x"' }])).toBe('"a"\n"say ""x"""\n')
})
