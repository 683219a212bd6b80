import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from '@swc/core'

/** A regular expression as it stands in a source file. */
interface Pattern {
  readonly file: string
  readonly pattern: string
  readonly flags: string
}

/** Every regular expression of the program. */
function patternsOf(directory: string): Pattern[] {
  const found: Pattern[] = []
  for (const name of readdirSync(directory, { recursive: true }).map(String)) {
    if (!name.endsWith('.ts')) continue
    const file = join(directory, name)
    const walk = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return
      const { type, pattern, flags } = node as Partial<Pattern> & { readonly type?: string }
      if (type === 'RegExpLiteral' && pattern !== undefined)
        found.push({ file, pattern, flags: flags ?? '' })
      for (const child of Object.values(node)) walk(child)
    }
    walk(parseSync(readFileSync(file, 'utf8'), { syntax: 'typescript' }))
  }
  return found
}

/** What makes patterns go back again and again; the last ones are the worst that recheck knew of ours. */
const pumps = [
  ...['a', '0', ' ', '\t', '\n', '\r', '.', '-', '_', '/', '\\', "'", '"', ',', '=', '{', '(', '#'],
  ...['--', '/*', '*/', '--a\n', '${', ':a ', '\\x41', '1.', '10.0.0.', 'a:', 'aa_'],
  ...['__', '_00000000_00:00', '.00:00:00-current-', ' at line '],
]
const length = 1 << 18

/** Tries all patterns on all inputs; a pattern that takes the square of its input takes hours. */
const attempt = `
const { patterns, pumps, length } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'))
for (const { file, pattern, flags } of patterns) {
  for (const pump of pumps) {
    process.stdout.write(file + ' /' + pattern + '/ ' + JSON.stringify(pump) + '\\n')
    const text = pump.repeat(Math.ceil(length / pump.length))
    for (const end of ['', '\\n', '!', '\\n' + pump]) (text + end).replace(new RegExp(pattern, flags), '')
  }
}
process.stdout.write('done\\n')
`

test('no regular expression takes more than its share of a long text', () => {
  // It reads views that otsift itself holds.
  const patterns = patternsOf('src').filter(({ file }) => file !== 'src/cluster/views.ts')
  expect(patterns.length).toBeGreaterThan(100)
  const { stdout } = spawnSync(process.execPath, ['-e', attempt], {
    input: JSON.stringify({ patterns, pumps, length }),
    encoding: 'utf8',
    timeout: 240_000,
    killSignal: 'SIGKILL',
    maxBuffer: 1 << 26,
  })
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('done')
}, 300_000)
