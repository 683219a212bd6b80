import { readdirSync, readFileSync } from 'node:fs'
import type { Detector } from '../../src/detect/detector.js'
import { loadDetectors } from '../../src/detect/load.js'
import { type SavedQuery, savedQueries } from '../../src/report/saved-queries.js'
import type { Database } from '../../src/store/database.js'
import { emptyStore } from '../support/store.js'

/** What scripts/pages.mjs makes; named apart, since scripts have no types. */
interface Pages {
  detectorPage(detector: Detector): string
  detectorIndex(detectors: readonly Detector[]): string
  schemaPage(db: Database, detectors: readonly Detector[], queries: readonly SavedQuery[]): string
}

const script = '../../scripts/pages.mjs'
const pages = (await import(script)) as Pages
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const detectors = loadDetectors()

describe('what `npm run docs` writes is current', () => {
  test('a page for each detector, and no other', () => {
    const files = readdirSync(new URL('../../docs/detectors/', import.meta.url)).sort()
    expect(files).toEqual(detectors.map(({ id }) => `${id}.md`).sort())
  })

  test.each(detectors.map((each) => [each.id, each] as const))('%s', (id, detector) => {
    expect(read(`docs/detectors/${id}.md`)).toBe(`${pages.detectorPage(detector)}\n`)
  })

  test('the list of detectors', () => {
    expect(read('docs/detectors.md')).toBe(pages.detectorIndex(detectors))
  })

  test('the schema', () => {
    expect(read('docs/schema.md')).toBe(pages.schemaPage(emptyStore(), detectors, savedQueries()))
  })
})

describe('a command that a document tells to run is there, with its options', () => {
  const sections = new Map(
    read('docs/commands.md')
      .split(/^#+ otsift /m)
      .map((each) => [each.split('\n')[0] ?? '', each]),
  )
  const told = [
    'README.md',
    'docs/guide.md',
    'docs/tutorial.md',
    'docs/operations.md',
    'docs/installing.md',
  ].flatMap((path) =>
    [...read(path).matchAll(/^ {4}(?:.*\| )?(?:\$ )?(otsift (?!--).+)$/gm)].map(
      (match) => [path, match[1] ?? ''] as const,
    ),
  )

  test('there are many', () => expect(told.length).toBeGreaterThan(30))

  test.each(told)('%s: %s', (_, line) => {
    const words = line.split(/\s+/).slice(1)
    const section = sections.get(`${words[0]} ${words[1]}`) ?? sections.get(words[0] ?? '') ?? ''
    expect(section).not.toBe('')
    const options = (line.split(/ [>#|] /)[0] ?? '').match(/--[a-z-]+/g) ?? []
    expect(options.filter((option) => !section.includes(option))).toEqual([])
  })
})
