// Pages of docs/ that are made of what is there: detectors' headers, views, saved queries.
import { techniques } from '../dist/findings/attack.js'

/** docs/detectors/ID.md: all that the header of a detector says, its cases and its query. */
export function detectorPage(detector) {
  const { id, title, level, attack, needs, reads, params, explains, aliases, tests } = detector
  const names = (list) => list.map((each) => `[\`${each}\`](${each}.md)`).join(', ')
  const facts = [
    ['Level', level],
    ['ATT&CK for ICS', attack.map((each) => `${each} ${techniques[each] ?? ''}`.trim()).join(', ')],
    ['Needs', needs.join(', ').replaceAll('|', ' or ')],
    ['Reads', reads.map((each) => `\`${each}\``).join(', ')],
    ['One finding for each', detector.dedup.join(', ')],
    ['Makes redundant', names(explains)],
    ['Elsewhere called', aliases.join(', ')],
    ['Never normal', detector.never_normal ? 'yes: no baseline learns it' : ''],
  ].filter(([, value]) => value !== '')
  const cases = Object.entries(tests).map(([name, each]) => {
    const found = each.expect?.length ?? 0
    return `- ${name}: ${found === 0 ? 'nothing is found' : `${found} found`}`
  })
  return [
    `# ${id}`,
    `${title}.`,
    `> ${detector.message}`,
    facts.map(([name, value]) => `- **${name}**: ${value}`).join('\n'),
    ...(Object.keys(params).length > 0
      ? ['## Params', grid(['param', 'default', 'meaning'], paramRows(params))]
      : []),
    '## What to check',
    detector.triage,
    '## What else it may be',
    detector.falsepositives.map((each) => `- ${each}`).join('\n'),
    '## Cases that hold',
    cases.join('\n'),
    '## The query',
    `\`\`\`sql\n${detector.sql}\n\`\`\``,
  ].join('\n\n')
}

function paramRows(params) {
  return Object.entries(params).map(([name, param]) => [
    `\`${name}\``,
    String(param.default),
    param.description,
  ])
}

/** docs/detectors.md: all detectors in a table for each protocol. */
export function detectorIndex(detectors) {
  const titles = {
    modbus: 'Modbus',
    dnp3: 'DNP3',
    s7comm: 'S7comm',
    ot: 'All protocols, the network and the sensor',
  }
  const sections = Object.entries(titles).map(([folder, title]) => {
    const own = detectors.filter((each) => each.folder === folder)
    const rows = own.map((each) => [
      `[\`${each.id}\`](detectors/${each.id}.md)`,
      each.level,
      each.attack.join(' '),
      each.title,
    ])
    return `## ${title}\n\n${grid(['detector', 'level', 'ATT&CK', 'finds'], rows)}`
  })
  return `# Detectors\n\n${detectors.length} detectors, a page each, written by \`npm run docs\` from their own headers.\n\n${sections.join('\n\n')}\n`
}

/** docs/schema.md: the views with their columns, what they are made of, and who reads them. */
export function schemaPage(db, detectors, queries) {
  const views = db
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'view' ORDER BY name")
    .all()
  const known = new Set(
    db.prepare("SELECT name FROM sqlite_schema WHERE type IN ('view', 'table')").pluck().all(),
  )
  const sections = views.map(({ name, sql }) => {
    const columns = db.pragma(`table_info(${name})`).map((each) => `\`${each.name}\``)
    const word = new RegExp(`\\b${name}\\b`)
    const readers = detectors.filter((each) => word.test(each.sql))
    const asked = queries.filter((each) => word.test(each.sql))
    const parts = [
      ...new Set([...sql.matchAll(/\b(?:FROM|JOIN)\s+(\w+)/g)].map((match) => match[1])),
    ].filter((each) => known.has(each) && each !== name)
    return [
      `## ${name}`,
      columns.join(', '),
      ...(parts.length > 0 ? [`Made of ${parts.map((each) => `\`${each}\``).join(', ')}.`] : []),
      ...(readers.length > 0
        ? [
            `Read by ${readers.map((each) => `[\`${each.id}\`](detectors/${each.id}.md)`).join(', ')}.`,
          ]
        : []),
      ...(asked.length > 0
        ? [`Asked by the saved queries ${asked.map((each) => `\`${each.name}\``).join(', ')}.`]
        : []),
    ].join('\n\n')
  })
  return `# Schema\n\nWritten by \`npm run docs\` from the views' own definitions. What each column means is in [views.md](views.md).\n\n${sections.join('\n\n')}\n`
}

function grid(columns, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')
}
