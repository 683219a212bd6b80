import { readFileSync } from 'node:fs'
import { include } from '../baseline/include.js'
import { baselineOf } from '../baseline/learn.js'
import { activate, freeze, type Revision, resolve, revert } from '../baseline/revision.js'
import { importBaseline } from '../baseline/transfer.js'
import { OtsiftError } from '../errors.js'
import { currentUser } from '../findings/decide.js'
import { baselineList } from '../report/baseline.js'
import type { Database } from '../store/database.js'
import { define } from './define.js'
import { type Output, withDatabase, withDecider } from './options.js'
import { type StoreArguments, withState } from './store.js'

const reference = 'NAME or NAME@REVISION; the active one without'

/** Commands that change which baseline is in force, or what it has. */
export function baselineChange(output: Output) {
  return [
    includeCommand(output),
    freezeCommand(output),
    useCommand(output),
    revertCommand(output),
    importCommand(output),
  ]
}

/** Runs a change and prints the revision it leads to. */
function change(
  store: StoreArguments,
  command: string,
  output: Output,
  work: (db: Database) => Pick<Revision, 'id'>,
) {
  return withState(store, `baseline ${command}`, (db) => {
    output.stdout(baselineList([baselineOf(db, work(db).id)]))
  })
}

function includeCommand(output: Output) {
  return define({
    command: 'include <functions..>',
    describe: 'Take what the poison guard kept out into the active baseline',
    builder: (yargs) =>
      withDecider(withDatabase(yargs))
        .positional('functions', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'PROTOCOL:FUNCTION or PROTOCOL:FUNCTION:SUB, as `baseline show` names them',
        })
        .option('client', { type: 'string', describe: 'Only from this client', requiresArg: true })
        .option('server', { type: 'string', describe: 'Only to this server', requiresArg: true })
        .demandOption('reason'),
    handler: async (args) => {
      const { client, server, reason, who = currentUser() ?? undefined } = args
      await change(args, 'include', output, (db) => {
        const work = () =>
          args.functions.map((what) => include(db, { what, client, server }, { reason, who }))
        return db.transaction(work)().at(-1) ?? resolve(db)
      })
    },
  })
}

function freezeCommand(output: Output) {
  return define({
    command: 'freeze [name]',
    describe: 'Fix a baseline, so that nothing changes it',
    builder: (yargs) =>
      withDatabase(yargs)
        .positional('name', { type: 'string', describe: reference })
        .option('off', { type: 'boolean', default: false, describe: 'Let it change again' }),
    handler: (args) => change(args, 'freeze', output, (db) => freeze(db, args.name, !args.off)),
  })
}

function useCommand(output: Output) {
  return define({
    command: 'use <name>',
    describe: 'Make a baseline the active one',
    builder: (yargs) =>
      withDatabase(yargs).positional('name', {
        type: 'string',
        demandOption: true,
        describe: 'NAME or NAME@REVISION',
      }),
    handler: (args) => change(args, 'use', output, (db) => activate(db, resolve(db, args.name).id)),
  })
}

function revertCommand(output: Output) {
  return define({
    command: 'revert',
    describe: 'Go back to the revision before the active one',
    builder: (yargs) => withDatabase(yargs),
    handler: (args) => change(args, 'revert', output, revert),
  })
}

function importCommand(output: Output) {
  return define({
    command: 'import <file>',
    describe:
      'Read a baseline that was exported, or one of an earlier tool, and make it the active one',
    builder: (yargs) =>
      withDatabase(yargs)
        .positional('file', { type: 'string', demandOption: true, describe: 'JSON file' })
        .option('name', { type: 'string', describe: 'Name to give it', requiresArg: true })
        .option('sensor', {
          type: 'string',
          describe: 'Sensor that a baseline of an earlier tool is for',
          requiresArg: true,
        }),
    handler: async (args) => {
      const { file, name, sensor } = args
      const text = read(file)
      await withState(
        args,
        'baseline import',
        (db) => {
          output.stdout(baselineList([importBaseline(db, text, { file, name, sensor })]))
        },
        { mayBeNew: true },
      )
    },
  })
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new OtsiftError('io', `${path} cannot be read: ${(error as Error).message}.`, '')
  }
}
