import { loadDetectors } from '../detect/load.js'
import { isOpen, listFindings, showFinding } from '../report/findings.js'
import { normalText } from '../report/normal.js'
import { findingsTable, severitySummary } from '../report/overview.js'
import { findingStory } from '../report/story.js'
import { define, group } from './define.js'
import { findingsDecide } from './findings-decide.js'
import { findingsSuppress } from './findings-suppress.js'
import { type Output, withDatabase, withDirectories } from './options.js'
import { openState } from './store.js'

/** `otsift findings`: list findings, tell the story of one, and decide about them. */
export function findingsCommand(output: Output) {
  return group('findings', 'List findings, tell the story of one, and decide about them', [
    listCommand(output),
    showCommand(output),
    ...findingsDecide(output),
    ...findingsSuppress(output),
  ])
}

function listCommand(output: Output) {
  return define({
    command: 'list',
    describe: 'List open findings, the worst first',
    builder: (yargs) =>
      withDatabase(yargs)
        .option('all', {
          type: 'boolean',
          default: false,
          describe: 'List those too that were closed, accepted or suppressed',
        })
        .option('json', { type: 'boolean', default: false, describe: 'Print JSON' }),
    handler: async (args) => {
      const db = await openState(args)
      try {
        const every = listFindings(db, true)
        const findings = args.all ? every : every.filter(isOpen)
        const hidden = every.length - findings.length
        if (hidden > 0)
          output.stderr(`${hidden} closed, accepted or suppressed; --all lists them\n`)
        if (args.json) output.stdout(`${JSON.stringify(findings, null, 2)}\n`)
        else output.stdout(findingsTable(findings, args.all) + severitySummary(findings))
      } finally {
        db.close()
      }
    },
  })
}

function showCommand(output: Output) {
  return define({
    command: 'show <id>',
    describe: 'Show one finding: what, its rows, what to check, the SQL',
    builder: (yargs) =>
      withDirectories(withDatabase(yargs)).positional('id', {
        type: 'string',
        demandOption: true,
        describe: 'Id of the finding, or its beginning',
      }),
    handler: async (args) => {
      const db = await openState(args)
      try {
        const finding = showFinding(db, args.id)
        const detector = loadDetectors(args.detectors).find((each) => each.id === finding.detector)
        if (args.json) output.stdout(`${JSON.stringify(finding, null, 2)}\n`)
        else output.stdout(findingStory(finding, detector, normalText(db, finding)))
      } finally {
        db.close()
      }
    },
  })
}
