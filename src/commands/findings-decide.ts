import { loadDetectors } from '../detect/load.js'
import { accept } from '../findings/accept.js'
import { chooseFindings, type DecidedState, decide } from '../findings/decide.js'
import type { Database } from '../store/database.js'
import { expiryOption } from './days.js'
import { define } from './define.js'
import { filterOf, withFilter } from './filter.js'
import { type Output, withDatabase, withDecider, withDirectories } from './options.js'
import { withDecided, withFindingsToAccept } from './store.js'

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
    command: 'accept [ids..]',
    describe: 'Make what findings did part of the active baseline, and close them',
    builder: (yargs) =>
      withFilter(withDecider(withDirectories(withDatabase(yargs))))
        .option('expires', {
          type: 'string',
          describe: 'Time it is taken out of the baseline again, or days from now such as 30d',
          requiresArg: true,
        })
        .demandOption('reason'),
    handler: async (args) => {
      const by = { reason: args.reason, who: args.who, expires: expiryOption(args.expires) }
      const choose = (db: Database) =>
        chooseFindings(db, args.ids.map(String), filterOf(args), 'accepted').map(({ id }) => id)
      await withFindingsToAccept(args, choose, (db, ids) => {
        const done = accept(db, ids, loadDetectors(args.detectors), by)
        const { name, revision } = done.baseline
        if (args.json) {
          const { added, keptOut } = done
          output.stdout(
            `${JSON.stringify({ baseline: { name, revision }, added, kept_out: keptOut })}\n`,
          )
          return
        }
        output.stdout(
          `baseline ${name}, revision ${revision}: ${done.added} behaviours added or changed\n`,
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
    command: `${verb} [ids..]`,
    describe,
    builder: (yargs) =>
      withFilter(withDecider(withDatabase(yargs)))
        .option('expires', {
          type: 'string',
          describe: 'Time the decision ends by itself, or days from now such as 30d',
          requiresArg: true,
        })
        .demandOption('reason'),
    handler: async (args) => {
      const by = { reason: args.reason, who: args.who, expires: expiryOption(args.expires) }
      await withDecided(args, `findings ${verb}`, (db) => {
        const findings = db
          .transaction(() => {
            const chosen = chooseFindings(db, args.ids.map(String), filterOf(args), state)
            for (const finding of chosen) decide(db, finding, state, by)
            return chosen
          })
          .immediate()
        for (const { id } of findings) output.stdout(`${id} ${state}\n`)
      })
    },
  })
}
