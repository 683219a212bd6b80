import { loadDetectors } from '../detect/load.js'
import { accept } from '../findings/accept.js'
import { type DecidedState, decide, findFinding } from '../findings/decide.js'
import { define } from './define.js'
import { type Output, withDatabase, withDecider, withDirectories } from './options.js'
import { withFindingsToAccept, withState } from './store.js'

/** Commands that settle findings: accept, acknowledge, close and reopen. */
export function findingsDecide(output: Output) {
  return [
    acceptCommand(output),
    decideCommand(output, 'ack', 'acknowledged', 'Say that somebody looks at findings'),
    decideCommand(output, 'close', 'closed', 'Close findings; they open again when they change'),
    decideCommand(output, 'reopen', 'reopened', 'Open findings again, suppressed ones too'),
  ]
}

function acceptCommand(output: Output) {
  return define({
    command: 'accept <ids..>',
    describe: 'Make what findings did part of the active baseline, and close them',
    builder: (yargs) =>
      withDecider(withDirectories(withDatabase(yargs)))
        .positional('ids', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'Ids of findings, or their beginnings',
        })
        .demandOption('reason'),
    handler: async (args) => {
      const { reason, who } = args
      await withFindingsToAccept(args, args.ids.map(String), (db) => {
        const done = accept(db, args.ids.map(String), loadDetectors(args.detectors), {
          reason,
          who,
        })
        const { name, revision } = done.baseline
        if (args.json) {
          const { added, keptOut } = done
          output.stdout(
            `${JSON.stringify({ baseline: { name, revision }, added, kept_out: keptOut })}\n`,
          )
          return
        }
        output.stdout(
          `baseline ${name}, revision ${revision}: ${done.added} channels, functions and blocks added\n`,
        )
        if (done.keptOut > 0) {
          output.stderr(
            `${done.keptOut} behaviours are never normal and stay out; see \`otsift baseline show\`\n`,
          )
        }
        output.stderr('`otsift detect` judges by it\n')
      })
    },
  })
}

function decideCommand(output: Output, verb: string, state: DecidedState, describe: string) {
  return define({
    command: `${verb} <ids..>`,
    describe,
    builder: (yargs) =>
      withDecider(withDatabase(yargs))
        .positional('ids', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'Ids of findings, or their beginnings',
        })
        .demandOption('reason'),
    handler: async (args) => {
      await withState(args, `findings ${verb}`, (db) => {
        const findings = args.ids.map((id) => findFinding(db, String(id)))
        db.transaction(() => {
          for (const finding of findings) decide(db, finding, state, args)
        })()
        for (const { id } of findings) output.stdout(`${id} ${state}\n`)
      })
    },
  })
}
