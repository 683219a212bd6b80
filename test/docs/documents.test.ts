import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import yargs from 'yargs'
import { commands } from '../../src/commands/index.js'
import { loadDetectors } from '../../src/detect/load.js'
import { all, emptyStore } from '../support/store.js'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const exists = (path: string) => existsSync(fileURLToPath(new URL(path, root)))

/** All that a document says: one file, or the files of a folder beside it. */
function document(name: string): string {
  const folder = `docs/${name}/`
  const files = exists(folder)
    ? readdirSync(new URL(folder, root)).map((file) => folder + file)
    : []
  return [`docs/${name}.md`, ...files]
    .filter((path) => exists(path) && path.endsWith('.md'))
    .map(read)
    .join('\n')
}

const nothing = () => undefined
const known = await commands({ stdout: nothing, stderr: nothing, interactive: false })
const code = (text: string) => `\`${text}\``

const checks: Readonly<Record<string, () => void>> = {
  // Each view has a heading with its name; each column stands in backquotes below it.
  views: () => {
    const db = emptyStore()
    const views = all<{ name: string }>(
      db,
      "SELECT name FROM sqlite_schema WHERE type = 'view' AND name LIKE 'v!_%' ESCAPE '!' ORDER BY name",
    ).map(({ name }) => [name, all<{ name: string }>(db, `PRAGMA table_info(${name})`)] as const)

    test.each(views)('%s with every column', (view, columns) => {
      const sections = document('views').split(/^#+ /m)
      const section = sections.find((each) => new RegExp(`^\`?${view}\\b`).test(each)) ?? ''
      expect(section).not.toBe('')
      expect(columns.filter(({ name }) => !section.includes(code(name)))).toEqual([])
    })
  },

  // Each command has a heading `otsift NAME`, and its options below it.
  commands: () => {
    const names = known.flatMap((command) => {
      const name = String(command.command).split(' ')[0] ?? ''
      return actionsOf(command, name)
    })

    test.each(names)('otsift %s with every option', (name, options) => {
      const sections = document('commands').split(/^#+ /m)
      const section = sections.find((each) => each.startsWith(`otsift ${name}\n`)) ?? ''
      expect(section).not.toBe('')
      expect(options.filter((option) => !section.includes(`--${option} `))).toEqual([])
    })
  },

  // Each detector has a page of its own, with each of its params in backquotes.
  detectors: () => {
    const detectors = loadDetectors().map((each) => [each.id, each] as const)
    test.each(detectors)('%s with every param', (id, { params }) => {
      const page = read(`docs/detectors/${id}.md`)
      expect(page).toMatch(new RegExp(`^# ${id}\n`))
      expect(Object.keys(params).filter((name) => !page.includes(code(name)))).toEqual([])
    })
  },
}

/** A command, or the commands under it, each with the names of its options. */
function actionsOf(command: (typeof known)[number], name: string): (readonly [string, string[]])[] {
  const found: (readonly [string, string[]])[] = []
  const parser = yargs([]).help(false).version(false)
  const add = parser.command.bind(parser)
  parser.command = ((under: Parameters<typeof add>[0]) => {
    const action = under as unknown as typeof command
    found.push(...actionsOf(action, `${name} ${String(action.command).split(' ')[0]}`))
    return parser
  }) as unknown as typeof parser.command
  if (typeof command.builder === 'function') command.builder(parser)
  if (found.length > 0) return found
  const { key } = (
    parser as unknown as { getOptions(): { key: Record<string, unknown> } }
  ).getOptions()
  const positionals: string[] = String(command.command).match(/\w+(?=[\].>])/g) ?? []
  const options = Object.keys(key).filter((each) => !/[A-Z]/.test(each))
  return [[name, options.filter((each) => !positionals.includes(each))]]
}

for (const [name, check] of Object.entries(checks)) {
  describe(`docs/${name}`, () => {
    test('is there', () => expect(document(name)).not.toBe(''))
    check()
  })
}
