// Puts the output of today into README.md, between <!-- NAME --> and <!-- /NAME -->.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

/** The findings that README shows, by detector; the whole list is told by its numbers. */
const shown = [
  's7comm-szl-enumeration',
  's7comm-program-download',
  's7comm-kill-chain',
  'modbus-write-flood',
  'sensor-silent',
  'other-protocol-on-port',
]
const database = 'build/samples.db'

/** Scans the samples anew and writes README's outputs. */
export function refreshReadme() {
  execFileSync('node', ['scripts/demo.mjs'], { stdio: 'pipe' })
  const text = [findings, story].reduce(
    (readme, part) => replaced(readme, part.name, part()),
    readFileSync('README.md', 'utf8'),
  )
  writeFileSync('README.md', text)
}

function replaced(readme, name, output) {
  const mark = new RegExp(`(<!-- ${name} -->\\n\\n)[\\s\\S]*?(<!-- /${name} -->)`)
  if (!mark.test(readme)) throw new Error(`README.md has no <!-- ${name} -->`)
  return readme.replace(mark, (_, before, after) => `${before}${output}\n${after}`)
}

const otsift = (...args) =>
  execFileSync('node', ['dist/cli.js', ...args, '--db', database], { encoding: 'utf8' })
const indented = (lines) => lines.map((line) => (line === '' ? '\n' : `    ${line}\n`)).join('')

function findings() {
  const lines = otsift('findings', 'list').trimEnd().split('\n')
  let inside = false
  const some = lines.filter((line) => {
    if (!line.startsWith(' ')) inside = line.includes(' incident ') && line.includes('10.20.10.88')
    const own = shown.some((id) => line.includes(` ${id} `))
    return line.startsWith(' ') ? inside && own : inside || own
  })
  return [indented([lines[0], ...some]), `The whole: ${lines.at(-1)}.\n`].join('\n')
}

function story() {
  const id = JSON.parse(otsift('findings', 'list', '--json')).find(
    (each) => each.detector === 'dnp3-direct-operate',
  ).id
  const lines = otsift('findings', 'show', id).trimEnd().split('\n')
  const burst = lines.findIndex((line) => line.startsWith('time '))
  const rest = lines.indexOf('', burst)
  const query = lines.indexOf('The query')
  const some = [
    `$ otsift findings show ${id}`,
    '',
    ...lines.slice(0, burst + 4),
    '...',
    ...lines.slice(rest, query + 1),
    '...',
  ]
  return indented(some.map((line) => (line.length > 150 ? `${line.slice(0, 147)}...` : line)))
}
