// Writes what is generated in docs/ (commands, detectors, schema), and the output that README shows.
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { loadDetectors } from '../dist/detect/load.js'
import { savedQueries } from '../dist/report/saved-queries.js'
import { openStore } from '../dist/store/database.js'
import { detectorIndex, detectorPage, schemaPage } from './pages.mjs'
import { refreshReadme } from './readme.mjs'

const help = (...args) =>
  execFileSync('node', ['dist/cli.js', ...args, '--help'], {
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: '100' },
  }).trim()

const names = (text) =>
  [...text.matchAll(/^ {2}otsift ((?:\w+ )*\w+)(?= |$)/gm)].map((match) => match[1])

const sections = []
for (const command of new Set(names(help()).map((name) => name.split(' ')[0]))) {
  const own = help(command)
  sections.push(`## otsift ${command}\n\n\`\`\`\n${own}\n\`\`\``)
  if (!/[<[]action[\]>]/.test(own)) continue
  const actions = [...own.matchAll(new RegExp(`^ {2}otsift ${command} (\\w+)`, 'gm'))].map(
    (match) => match[1],
  )
  for (const action of actions) {
    sections.push(`### otsift ${command} ${action}\n\n\`\`\`\n${help(command, action)}\n\`\`\``)
  }
}
writeFileSync(
  'docs/commands.md',
  `# Commands\n\nWritten by \`npm run docs\` from the commands' own help.\n\n${sections.join('\n\n')}\n`,
)

const detectors = loadDetectors()
writeFileSync('docs/detectors.md', detectorIndex(detectors))
rmSync('docs/detectors', { recursive: true, force: true })
mkdirSync('docs/detectors')
for (const each of detectors) {
  writeFileSync(`docs/detectors/${each.id}.md`, `${detectorPage(each)}\n`)
}

const db = openStore(':memory:')
writeFileSync('docs/schema.md', schemaPage(db, detectors, savedQueries()))
db.close()

refreshReadme()
