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
