// Runs detectors in a process of its own, which the parent may kill: a running SQLite query cannot be
// interrupted from JavaScript.
import { keepHeapSmall } from '../memory.js'
import { openReadOnly } from '../store/database.js'
import { type Job, judge } from './judge.js'

keepHeapSmall()

const path = process.argv[2] ?? ''
const db = openReadOnly(path)

process.on('message', (job: Job) => {
  // Where the parent was killed meanwhile, nobody waits for the verdict.
  process.send?.(judge(db, job), (error: Error | null) => {
    if (error) process.exit(0)
  })
})
process.on('disconnect', () => process.exit(0))
// Ctrl-C and systemd tell every process; the parent finishes its batch first, and this one is part of it.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => undefined)
