import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'

/** Resident bytes beyond which garbage is cleaned up early: an ordinary log stays below. */
const much = 165e6
let small = false

/**
 * Lets V8 clean up when a heap has grown by 40 % instead of to four times of what is in use: what otsift promises
 * of memory holds for garbage, too. It costs a sixth of the time of reading, so it is for those who hold much.
 */
export function keepHeapSmall(): void {
  if (small) return
  small = true
  setFlagsFromString('--heap-growing-percent=40')
}

/** The same, once the process has become large. */
export function keepHeapSmallWhenLarge(): void {
  if (!small && process.memoryUsage.rss() > much) keepHeapSmall()
}

/** How often a process is looked at, in milliseconds. */
const lookEvery = 50

/**
 * Calls `exceeded` once a process is seen to take more than so many bytes; returns what ends the looking. Only Linux
 * tells; SQLite, as better-sqlite3 builds it, keeps no limit of its own.
 */
export function limitMemory(pid: number, most: number, exceeded: () => void): () => void {
  const timer = setInterval(() => {
    if (residentOf(pid) <= most) return
    clearInterval(timer)
    exceeded()
  }, lookEvery)
  timer.unref()
  return () => clearInterval(timer)
}

/** Resident bytes of a process; 0 where they are not told. */
function residentOf(pid: number): number {
  try {
    const [, kilobytes] =
      /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes ?? 0) * 1024
  } catch {
    return 0
  }
}
