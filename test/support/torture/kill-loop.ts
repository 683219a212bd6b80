import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Random } from './random.js'

const program = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url))

/** What a program printed and how it ended. */
export interface Run {
  readonly child: ChildProcess
  readonly ended: Promise<{ code: number | null; stderr: string }>
}

/** Starts the built program; it is killed when the test process ends. */
export function start(args: readonly string[]): Run {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr?.on('data', (piece: Buffer) => {
    stderr += piece.toString()
  })
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, stderr }))
  })
  return { child, ended }
}

/**
 * Runs a program again and again and kills it hard at random moments, starting up included. Tells what it
 * wrote to stderr that `expected` does not know.
 */
export async function killLoop(
  args: readonly string[],
  kills: number,
  random: Random,
  expected: RegExp,
): Promise<string[]> {
  const strange: string[] = []
  for (let kill = 0; kill < kills; kill += 1) {
    const run = start(args)
    await sleep(random.whole(200, 2500))
    run.child.kill('SIGKILL')
    const { code, stderr } = await run.ended
    if (code !== null) strange.push(`ended by itself with ${code}`)
    strange.push(...stderr.split('\n').filter((line) => line !== '' && !expected.test(line)))
  }
  return strange
}
