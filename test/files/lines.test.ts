import { LineSplitter } from '../../src/files/lines.js'

function chunk(text: string | Buffer) {
  const bytes = Buffer.from(text)
  return { bytes, end: bytes.length, tooLong: false }
}

describe('LineSplitter', () => {
  test('splits a chunk into its lines', async () => {
    expect(await new LineSplitter().split(chunk('one\ntwo\n'))).toEqual(['one', 'two'])
  })

  test('keeps empty lines, so that line numbers stay right', async () => {
    expect(await new LineSplitter().split(chunk('one\n\n\ntwo\n'))).toEqual(['one', '', '', 'two'])
  })

  test('takes a last line without newline as whole', async () => {
    const splitter = new LineSplitter()
    expect(await splitter.split(chunk('one\ntwo'))).toEqual(['one', 'two'])
    expect(await splitter.split(chunk('three\n'))).toEqual(['three'])
  })

  test('replaces bytes that are no UTF-8', async () => {
    const bytes = Buffer.from([0x61, 0xff, 0x62, 0x0a])
    expect(await new LineSplitter().split(chunk(bytes))).toEqual(['a\ufffdb'])
  })

  test('keeps spaces and tabs at the end of a line', async () => {
    expect(await new LineSplitter().split(chunk('a\t \n'))).toEqual(['a\t '])
  })

  test('gives each chunk its own lines, many of them', async () => {
    const splitter = new LineSplitter()
    const many = Array.from({ length: 50_000 }, (_, index) => String(index))
    expect(await splitter.split(chunk(`${many.join('\n')}\n`))).toEqual(many)
    expect(await splitter.split(chunk('end\n'))).toEqual(['end'])
  })
})
