import type { Arguments } from 'yargs'
import { OtsiftError } from './errors.js'

/** What yargs says of a wrong command line, in the words of otsift, with the command whose help says more. */
export function usageError(message: string, command = ''): OtsiftError {
  const help = ['otsift', command, '--help'].filter((part) => part !== '').join(' ')
  return new OtsiftError('usage', plainly(message), `See \`${help}\`.`)
}

function plainly(message: string): string {
  const choice = /^Invalid values:\s+Argument: (\S+), Given: "(.*)", Choices: (.+)$/m.exec(message)
  if (choice) return `${choice[1]}: ${choice[2]} is none of ${choice[3]?.replaceAll('"', '')}.`
  if (message.startsWith('Not enough non-option arguments')) return 'An argument is missing.'
  if (message.startsWith('Not enough arguments following')) {
    return `--${message.split(': ')[1]} needs a value.`
  }
  return /[.?!]$/.test(message) ? message : `${message}.`
}

/**
 * Throws `usage` for an option that was given more than once and takes one value: yargs makes a list of them,
 * which no command expects. A middleware that comes before an option looks at its value; yargs hands itself over.
 */
export function refuseRepeated(args: Arguments, yargs?: unknown): void {
  const { array } = (yargs as { getOptions(): { array: string[] } }).getOptions()
  const lists = new Set(['_', '--', ...array])
  for (const [name, value] of Object.entries(args)) {
    // Each name comes in camel case, too.
    if (!Array.isArray(value) || lists.has(name) || /[A-Z]/.test(name)) continue
    throw new OtsiftError(
      'usage',
      `--${name} is given ${value.length} times, and takes one value.`,
      'Give it once.',
    )
  }
}
