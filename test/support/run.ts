import yargs from 'yargs'
import { commands } from '../../src/commands/index.js'
import { OtsiftError } from '../../src/errors.js'
import { refuseRepeated } from '../../src/usage.js'
import type { Ended } from './cli.js'

/** Runs a command that judges nothing in this process, as the program would; paths are to be absolute. */
export async function run(...args: readonly string[]): Promise<Ended> {
  const told = { stdout: '', stderr: '' }
  const output = {
    stdout: (text: string) => {
      told.stdout += text
    },
    stderr: (text: string) => {
      told.stderr += text
    },
    interactive: false,
  }
  const before = process.exitCode
  process.exitCode = 0
  try {
    await yargs([...args])
      .middleware(refuseRepeated, true)
      .command(await commands(output, args[0]))
      .strict()
      .exitProcess(false)
      .fail((message, error) => {
        throw error ?? new Error(message)
      })
      .parseAsync()
    return { code: Number(process.exitCode), ...told }
  } catch (error) {
    if (!(error instanceof OtsiftError)) throw error
    return { code: 2, ...told, stderr: `${told.stderr}otsift: ${error.toString()}\n` }
  } finally {
    process.exitCode = before
  }
}
