import { loadDetectors } from '../detect/load.js'
import { findingQuery } from '../report/finding-query.js'
import {
  type Finding,
  findFindings,
  isOpen,
  listFindings,
  showFinding,
} from '../report/findings.js'
import {
  findIncidents,
  grouped,
  type Incident,
  incidentStory,
  listIncidents,
} from '../report/incidents.js'
import { normalText } from '../report/normal.js'
import { findingsTable, incidentsTable, severitySummary } from '../report/overview.js'
import { packetsOf } from '../report/packets.js'
import { findingStory } from '../report/story.js'
import { Triage } from '../report/triage.js'
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
        .option('incidents', {
          type: 'boolean',
          default: false,
          describe:
            'List only incidents: findings of one client on one server that belong together',
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
        const incidents = listIncidents(db, args.all)
        if (args.incidents) {
          output.stdout(args.json ? json(incidents) : incidentsTable(incidents))
        } else if (args.json) {
          output.stdout(json(withIncident(findings, incidents)))
        } else {
          output.stdout(
            findingsTable(findings, { states: args.all, incidents, look: output.look }) +
              severitySummary(findings, incidents),
          )
        }
      } finally {
        db.close()
      }
    },
  })
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

/** Findings with the id of the incident they are listed under. */
function withIncident(findings: readonly Finding[], incidents: readonly Incident[]) {
  const { incidents: groups } = grouped(findings, incidents)
  const owner = new Map(
    groups.flatMap(({ incident, findings: own }) =>
      own.map((each) => [each.id, incident.id] as const),
    ),
  )
  return findings.map((each) => ({ ...each, incident: owner.get(each.id) ?? null }))
}

function showCommand(output: Output) {
  return define({
    command: 'show <id>',
    describe:
      'Show one finding: what, its rows, what to check, the SQL; or the findings of an incident',
    builder: (yargs) =>
      withDirectories(withDatabase(yargs)).positional('id', {
        type: 'string',
        demandOption: true,
        describe: 'Id of the finding or incident, or its beginning',
      }),
    handler: async (args) => {
      const db = await openState(args)
      try {
        const incidents = findIncidents(db, args.id)
        if (incidents[0] && incidents.length === 1 && findFindings(db, args.id).length === 0) {
          output.stdout(args.json ? json(incidents[0]) : incidentStory(incidents[0]))
          return
        }
        const finding = showFinding(db, args.id)
        const detector = loadDetectors(args.detectors).find((each) => each.id === finding.detector)
        if (args.json) output.stdout(json(finding))
        else {
          const [first] = finding.bursts
          output.stdout(
            findingStory(finding, detector, {
              normal: normalText(db, finding),
              packets: first && packetsOf(db, finding, first),
              triage: detector ? new Triage(db).of(detector, finding) : '',
              query: detector && first && findingQuery(db, detector, first),
            }),
          )
        }
      } finally {
        db.close()
      }
    },
  })
}
