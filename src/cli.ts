#!/usr/bin/env node
import yargs from 'yargs'
import { hideBin } from 'yargs/helpers'
import { commands } from './commands/index.js'
import type { Output } from './commands/options.js'
import { exitCode, OtsiftError } from './errors.js'
import { lookOf } from './report/terminal.js'
import { refuseRepeated, usageError } from './usage.js'
import { version } from './version.js'

let whenClosed: ((error: Error) => void) | undefined

const output: Output = {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  interactive: process.stderr.isTTY === true,
  look: lookOf(process.stdout, process.env),
  whenClosed: (end) => {
    whenClosed = end
  },
}

// A reader that closes the pipe early (head) is no error, and what was found out before stays the exit code.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (whenClosed) return whenClosed(lost('Standard output', code))
  if (code !== 'EPIPE') fail(lost('Standard output', code))
  process.exit()
})

// Whoever does not read what went wrong still gets the work, and its exit code.
process.stderr.on('error', ({ code }: NodeJS.ErrnoException) => {
  whenClosed?.(lost('Standard error', code))
})

function lost(name: string, code = 'unknown'): OtsiftError {
  const why = code === 'EPIPE' ? 'is read by nobody any more' : `cannot be written: ${code}`
  return new OtsiftError('io', `${name} ${why}.`, 'Start it again; nothing that was read is lost.')
}

/** Tells what went wrong in a line; a stack only for what is our own mistake. */
function fail(error: unknown): void {
  const known = error instanceof OtsiftError
  output.stderr(`otsift: ${known ? error.toString() : ((error as Error).stack ?? String(error))}\n`)
  process.exitCode = exitCode(error)
}

const words = hideBin(process.argv)
const known = await commands(output, words[0])
const named = known
  .map((each) => String(each.command).split(' ')[0])
  .find((name) => name === words[0])

const parser = yargs(words)
  .scriptName('otsift')
  .usage('$0 <command>\n\nSifts the Modbus, DNP3 and S7comm logs of a Zeek sensor into findings.')
  .middleware(refuseRepeated, true)
  .command(known)
  .completion('completion', 'Print what a shell needs to complete commands and options')
  .demandCommand(1, 'Name a command.')
  .recommendCommands()
  .strict()
  .strictCommands()
  .version(version)
  .help()
  .alias('h', 'help')
  .wrap(Math.min(100, process.stdout.columns ?? 100))
  .fail((message, error) => {
    throw error && error.name !== 'YError'
      ? error
      : usageError(
          (message ?? error?.message ?? '').replace(
            /^(?=Did you mean)/,
            `Unknown command: ${words[named ? 1 : 0]}. `,
          ),
          named,
        )
  })

try {
  await parser.parseAsync()
} catch (error) {
  fail(error)
}
