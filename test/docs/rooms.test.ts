import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

const source = 'src'
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => normalize(name))

/** The rooms from the first to the last, as CONTRIBUTING tells them. */
const [way = ''] =
  /^ {4}files → .*(?:\n {4}.*)*/m.exec(readFileSync('CONTRIBUTING.md', 'utf8')) ?? []
const rooms = way.split('→').map((room) => room.trim())

function roomOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : ''
}

/** What a file imports of otsift, types among it. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(source, file), 'utf8')
  const found = text.matchAll(/(?:from |import\()'(\.{1,2}\/[^']+)\.js'/g)
  return [...found].map(([, path = '']) => normalize(join(dirname(file), `${path}.ts`)))
}

test('CONTRIBUTING names every room', () => {
  const there = new Set(files.map(roomOf).filter((room) => room !== ''))
  const aside = ['queries', 'detectors']
  expect([...there].filter((room) => !rooms.includes(room) && !aside.includes(room))).toEqual([])
  expect(rooms.filter((room) => !there.has(room))).toEqual([])
})

test('a room imports only from rooms before it', () => {
  const backwards = files.flatMap((file) =>
    importsOf(file)
      .filter((imported) => rooms.indexOf(roomOf(imported)) > rooms.indexOf(roomOf(file)))
      .filter(() => roomOf(file) !== '')
      .map((imported) => `${file} imports ${imported}`),
  )
  expect(backwards).toEqual([])
})

test('no file imports itself by way of others', () => {
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '))
    if (done.has(file) || path.includes(file)) return
    for (const imported of importsOf(file)) visit(imported, [...path, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
  expect(cycles).toEqual([])
})
