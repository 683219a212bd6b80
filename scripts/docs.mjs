// Writes docs/commands.md from the commands' own help and docs/detectors.md from the detectors' headers.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { loadDetectors } from '../dist/detect/load.js'

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

const detectors = loadDetectors().map((each) => {
  const params = Object.entries(each.params).map(
    ([name, param]) => `- \`${name}\` (${param.default}): ${param.description}`,
  )
  return [
    `## ${each.id}`,
    `${each.title}. Level ${each.level}${each.attack.length > 0 ? `, ATT&CK ${each.attack.join(', ')}` : ''}.`,
    ...(each.needs.length > 0 ? [`Needs ${each.needs.join(', ').replaceAll('|', ' or ')}.`] : []),
    ...(params.length > 0 ? [params.join('\n')] : []),
    `To check: ${each.triage}`,
    `May also be: ${each.falsepositives.join('; ')}.`,
    ...(each.explains.length > 0
      ? [`Explains ${each.explains.map((id) => `\`${id}\``).join(', ')}.`]
      : []),
    ...(each.aliases.length > 0 ? [`Elsewhere called ${each.aliases.join(', ')}.`] : []),
  ].join('\n\n')
})
writeFileSync(
  'docs/detectors.md',
  `# Detectors\n\nWritten by \`npm run docs\` from the detectors' own headers; \`otsift detectors show ID\` adds the query.\n\n${detectors.join('\n\n')}\n`,
)
