import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { OpenLog } from '../../src/files/open-log.js'
import { type Chunk, longestLine, type ReadEnd, readChunks } from '../../src/files/read.js'
import { fileWith } from '../support/temporary.js'

async function read(path: string, from = 0): Promise<{ chunks: Chunk[]; end: ReadEnd }> {
  const reading = readChunks(new OpenLog(path), from)
  const chunks: Chunk[] = []
  for (;;) {
    const next = await reading.next()
    if (next.done) return { chunks, end: next.value }
    chunks.push(next.value)
  }
}

async function textOf(path: string, from = 0): Promise<string> {
  const { chunks } = await read(path, from)
  return Buffer.concat(chunks.map((chunk) => chunk.bytes)).toString()
}

describe('reading a plain log', () => {
  test('hands on whole lines and leaves the last one while it is being written', async () => {
    const { chunks, end } = await read(fileWith('modbus.log', 'one\ntwo\nthr'))
    expect(chunks.map((chunk) => chunk.bytes.toString()).join('')).toBe('one\ntwo\n')
    expect(chunks.at(-1)?.end).toBe(8)
    expect(end).toEqual({ length: 11, unfinished: 3, damage: undefined })
  })

  test('goes on at an offset', async () => {
    expect(await textOf(fileWith('modbus.log', 'one\ntwo\nthree\n'), 4)).toBe('two\nthree\n')
  })

  test('has nothing to say of an empty file', async () => {
    const { chunks, end } = await read(fileWith('modbus.log', ''))
    expect(chunks).toEqual([])
    expect(end.unfinished).toBe(0)
  })

  test('gives the same lines wherever the pieces of the file are cut', async () => {
    const lines = Array.from({ length: 9000 }, (_, index) => `${index} ${'x'.repeat(index % 97)}`)
    const text = `${lines.join('\n')}\n`
    const { chunks } = await read(fileWith('modbus.log', text))
    expect(chunks.length).toBeGreaterThan(1)
    expect(chunks.every((chunk) => chunk.bytes.at(-1) === 10)).toBe(true)
    expect(Buffer.concat(chunks.map((chunk) => chunk.bytes)).toString()).toBe(text)
  })

  test('any bytes: the chunks are the file up to its last newline', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array))
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        const { chunks, end } = await read(fileWith('any.log', content))
        const whole = content.subarray(0, content.lastIndexOf(10) + 1)
        expect(Buffer.concat(chunks.map((chunk) => chunk.bytes))).toEqual(whole)
        expect(end.unfinished).toBe(content.length - whole.length)
      }),
      { numRuns: 50 },
    )
  })
})

describe('a line that is too long', () => {
  const long = 'y'.repeat(longestLine + 10)

  test('stands for itself with its beginning, between its neighbours', async () => {
    const { chunks } = await read(fileWith('modbus.log', `before\n${long}\nafter\n`))
    const flags = chunks.map(({ tooLong, bytes }) => [tooLong, bytes.length > 1024])
    expect(flags).toEqual([
      [false, false],
      [true, false],
      [false, false],
    ])
    expect(chunks[1]?.bytes.toString()).toMatch(/^y+$/)
    expect(chunks.at(-1)?.end).toBe(`before\n${long}\nafter\n`.length)
  })

  test('is left for the next run while it has no end', async () => {
    const { chunks, end } = await read(fileWith('modbus.log', `before\n${long}`))
    expect(chunks).toHaveLength(1)
    expect(end.unfinished).toBe(long.length)
  })

  test('of gigabytes does not stay in memory', async () => {
    const bomb = gzipSync(Buffer.alloc(64 << 20, 'z'))
    const { chunks } = await read(fileWith('bomb.log.gz', bomb))
    expect(chunks).toMatchObject([{ tooLong: true, end: 64 << 20 }])
    expect(chunks[0]?.bytes.length).toBe(1024)
  })
})

describe('reading a gzip', () => {
  test('takes the last line even without a newline, since nobody will finish it', async () => {
    expect(await textOf(fileWith('modbus.log.gz', gzipSync('one\ntwo')))).toBe('one\ntwo')
  })

  test('reads all members of a gzip', async () => {
    const members = Buffer.concat([gzipSync('one\nt'), gzipSync('wo\n')])
    expect(await textOf(fileWith('modbus.log.gz', members))).toBe('one\ntwo\n')
  })

  test('knows a gzip by its name in capitals too', async () => {
    expect(await textOf(fileWith('MODBUS.LOG.GZ', gzipSync('one\n')))).toBe('one\n')
  })

  test('counts offsets in the uncompressed log', async () => {
    expect(await textOf(fileWith('modbus.log.gz', gzipSync('one\ntwo\n')), 4)).toBe('two\n')
  })

  test('gives what is readable of a damaged gzip, and says that it is damaged', async () => {
    const whole = gzipSync('one\n'.repeat(5000) + Math.PI)
    const { end } = await read(fileWith('modbus.log.gz', whole.subarray(0, whole.length - 8)))
    expect(end.damage).toMatch(/^damaged gzip: /)
  })

  test('says of a file that is no gzip that it is damaged', async () => {
    const { chunks, end } = await read(fileWith('modbus.log.gz', 'no gzip at all'))
    expect(chunks).toEqual([])
    expect(end.damage).toMatch(/^damaged gzip: /)
  })
})

describe('a log that cannot be opened', () => {
  test.each(['gone.log', 'gone.log.gz'])('is named: %s', async (name) => {
    await expect(read(`/nowhere/${name}`)).rejects.toMatchObject({
      code: 'ENOENT',
      path: `/nowhere/${name}`,
    })
  })
})
