import { formulaSafe } from '../../src/report/csv.js'

describe('a cell that a spreadsheet would compute', () => {
  test.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx'])('is text: %p', (text) => {
    expect(formulaSafe(text)).toBe(`'${text}`)
  })

  test.each(['a=1', '10.0.0.1', '', -1, null])('is left as it is: %p', (value) => {
    expect(formulaSafe(value)).toBe(value)
  })
})
