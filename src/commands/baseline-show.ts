import { contentsOf } from '../baseline/contents.js'
import { diff, today } from '../baseline/diff.js'
import { listBaselines, showBaseline } from '../baseline/show.js'
import { exportBaseline } from '../baseline/transfer.js'
import { OtsiftError } from '../errors.js'
import { baselineList, baselineText } from '../report/baseline.js'
import { contentsText } from '../report/baseline-contents.js'
import { diffText } from '../report/baseline-diff.js'
import { define } from './define.js'
import { type Output, withDatabase } from './options.js'
import { openState, withState } from './store.js'
import { toFileOrOutput } from './target.js'

const reference = 'NAME or NAME@REVISION'

/** Commands that look at baselines: `show`, `diff` and `export`. */
export function baselineShow(output: Output) {
  return [showCommand(output), diffCommand(output), exportCommand(output)]
}

function showCommand(output: Output) {
  return define({
    command: 'show [name]',
    describe: 'Show the active baseline, or another, for a person to approve',
    builder: (yargs) =>
      withDatabase(yargs)
        .positional('name', { type: 'string', describe: reference })
        .option('full', {
          type: 'boolean',
          default: false,
          describe: 'Show every row of every table',
        })
        .option('all', { type: 'boolean', default: false, describe: 'List all baselines' })
        .option('json', { type: 'boolean', default: false, describe: 'Print JSON' }),
    handler: async (args) => {
      const db = await openState(args)
      try {
        if (args.all) {
          const list = listBaselines(db)
          output.stdout(args.json ? json(list) : baselineList(list))
        } else {
          const shown = showBaseline(db, args.name)
          const contents = contentsOf(db, args.name)
          output.stdout(
            args.json
              ? json({ ...shown, tables: contents })
              : `${baselineText(shown, args.full)}\n${contentsText(contents, args.full)}`,
          )
        }
      } finally {
        db.close()
      }
    },
  })
}

function diffCommand(output: Output) {
  return define({
    command: 'diff <before> <after>',
    describe: 'Tell what is new, gone or used more or less',
    builder: (yargs) =>
      withDatabase(yargs)
        .positional('before', {
          type: 'string',
          demandOption: true,
          describe: `${reference}, or ${today}`,
        })
        .positional('after', {
          type: 'string',
          demandOption: true,
          describe: `${reference}, or ${today}: the newest 24 hours in the database`,
        })
        .option('json', { type: 'boolean', default: false, describe: 'Print JSON' }),
    handler: async (args) => {
      if (args.store !== undefined && [args.before, args.after].includes(today)) {
        throw new OtsiftError(
          'usage',
          `What is normal ${today} is learned from rollups, which a sensor has.`,
          'Compare at the sensor with --db SPOOL, or two baselines here.',
        )
      }
      // Today is learned for the comparison and forgotten again: that takes the writer's place.
      await withState(args, 'baseline diff', (db) => {
        const found = diff(db, args.before, args.after)
        output.stdout(args.json ? json(found) : diffText(found))
      })
    },
  })
}

function exportCommand(output: Output) {
  return define({
    command: 'export [name]',
    describe: 'Write a baseline as JSON, to read in another database',
    builder: (yargs) =>
      withDatabase(yargs)
        .positional('name', { type: 'string', describe: `${reference}; the active one without` })
        .option('output', {
          type: 'string',
          describe: 'File to write; standard output without',
          requiresArg: true,
        }),
    handler: async (args) => {
      const db = await openState(args)
      try {
        toFileOrOutput(args.output, json(exportBaseline(db, args.name)), output)
      } finally {
        db.close()
      }
    },
  })
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
