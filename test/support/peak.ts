import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

/** How the program ended, and the most memory in megabytes that it and its children had at a time, each by itself. */
export interface Peak {
  readonly code: number | null
  readonly stderr: string
  readonly own: number
  readonly children: number
}

/** Peaks are told by Linux only. */
export const peaksAreTold = process.platform === 'linux'

/** Runs the built program and looks at its memory all the while. */
export async function peakOf(...args: readonly string[]): Promise<Peak> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  const pid = Number(child.pid)
  const told = { stderr: '', own: 0, children: 0 }
  child.stderr.on('data', (piece: Buffer) => {
    told.stderr += piece.toString()
  })
  let code: number | null | undefined
  child.once('close', (ended) => {
    code = ended
  })
  while (code === undefined) {
    told.own = Math.max(told.own, memoryOf(pid))
    for (const each of childrenOf(pid)) told.children = Math.max(told.children, memoryOf(each))
    await sleep(20)
  }
  return { code, ...told }
}

/** The most megabytes that a process had so far; 0 where it is gone. */
function memoryOf(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(told(`/proc/${pid}/status`)) ?? []
  return Number(kilobytes ?? 0) / 1024
}

function childrenOf(pid: number): number[] {
  return told(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number)
}

function told(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
