// Runs detectors in a process of its own, which the parent may kill: a running SQLite query cannot be
// interrupted from JavaScript.
import { keepHeapSmall } from '../memory.js'
import { openReadOnly } from '../store/database.js'
import { type FoundAtom, type Job, judge } from './judge.js'

/** Atoms that are handed over at a time. */
const mostAtoms = 200

keepHeapSmall()

const path = process.argv[2] ?? ''
const db = openReadOnly(path)
// What a query sorts may take as much, several times over.
db.pragma('cache_size = -8192')

process.on('message', async (job: Job) => {
  const judging = judge(db, job)
  let portion: FoundAtom[] = []
  for (;;) {
    const { done, value } = judging.next()
    if (!done) portion.push(value)
    if (portion.length >= mostAtoms || (done && portion.length > 0)) {
      await tell({ part: portion })
      portion = []
    }
    if (done) return tell({ answer: value })
  }
})
process.on('disconnect', () => process.exit(0))
// Ctrl-C and systemd tell every process; the parent finishes its batch first, and this one is part of it.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => undefined)

/** Waits until the parent has taken it, so that what it has no time for is not held here either. */
function tell(message: object): Promise<void> {
  return new Promise((resolve) => {
    // Where the parent was killed meanwhile, nobody waits for the verdict.
    process.send?.(message, (error: Error | null) => {
      if (error) process.exit(0)
      resolve()
    })
  })
}
