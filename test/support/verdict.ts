import { type Job, judge, type Verdict, verdictOf } from '../../src/detect/judge.js'
import { Scratch } from '../../src/detect/scratch.js'
import type { Database } from '../../src/store/database.js'

/** What a detector comes to in this process. */
export function verdictIn(db: Database, job: Job): Verdict {
  return verdictOf(judge(db, job), new Scratch().list())
}
