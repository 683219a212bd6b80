// Runs detectors in a process of its own, which the parent may kill: a running SQLite query cannot be
// interrupted from JavaScript.
import { openReadOnly } from '../store/database.js'
import { type Job, judge } from './judge.js'

const path = process.argv[2] ?? ''
const db = openReadOnly(path)

process.on('message', (job: Job) => {
  process.send?.(judge(db, job))
})
process.on('disconnect', () => process.exit(0))
