import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The built program. */
export const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

/** How a run of the program ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the built program in a directory, with this on its standard input and in its environment. */
export function otsift(
  directory: string,
  args: readonly string[],
  input: string | Buffer = '',
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  if (!existsSync(program)) throw new Error('dist/cli.js is not there: run `npm run build` first')
  const child = spawn(process.execPath, [program, ...args], {
    cwd: directory,
    env: { ...process.env, ...environment },
  })
  const told = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      told[name] += text
    })
  }
  // The program may end before it has read everything.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...told }))
  })
}
