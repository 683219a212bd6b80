import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const script = '../../scripts/bundle-parts.mjs'
const { bundleParts } = (await import(script)) as { readonly bundleParts: readonly string[] }

const isBundled = (path: string) =>
  existsSync(root + path) &&
  bundleParts.some((part) => path === part || path.startsWith(`${part}/`) || `${part}/` === path)

/** The documents of a bundle. */
const documents = bundleParts.flatMap((part) => {
  if (part.endsWith('.md')) return [part]
  if (part !== 'docs') return []
  const names = readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)
})

/** Paths from the root that a document links, and files of samples that it names. */
function named(document: string): string[] {
  const text = readFileSync(root + document, 'utf8')
  const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => posix.join(posix.dirname(document), link))
  // A row of evidence has its line behind the path.
  const samples = [...text.matchAll(/(?<![\w/])samples\/[\w./:-]*[\w/]/g)].map(([path]) =>
    path.replace(/(?<=\.gz):\d+$/, ''),
  )
  return [...links, ...samples].filter((path) => path !== 'samples/')
}

test('there are documents, and they name files', () => {
  expect(documents).toContain('docs/guide.md')
  expect(named('docs/guide.md')).toContain('samples/logs/2026-03-02')
  expect(named('README.md')).toContain('CONTRIBUTING.md')
})

test.each(documents.map((each) => [each]))('a bundle has what %s names', (document) => {
  const missing = named(document).filter((path) => !isBundled(path))
  expect(missing).toEqual([])
})

test('the samples in a bundle are small: below 4 MB', () => {
  const files = readdirSync(`${root}samples/logs`, { recursive: true, encoding: 'utf8' })
  const sizes = files.map((name) => statSync(`${root}samples/logs/${name}`).size)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(4e6)
})
