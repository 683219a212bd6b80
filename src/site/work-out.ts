import { createHash } from 'node:crypto'
import type Database from 'better-sqlite3'
import { placeAddresses } from './places.js'
import { deriveValues } from './values.js'

const minuteLength = 60

/** Works out what follows from the policy and the logs that arrived: values of mapped points, places of addresses. */
export function workOutSite(db: Database.Database): void {
  const map = db.prepare('SELECT * FROM policy_point').raw().all()
  const hash = createHash('sha256').update(JSON.stringify(map)).digest('hex')
  db.transaction(() => {
    deriveValues(db, dirtyStretches(db), hash)
    placeAddresses(db)
  })()
}

/** The minutes that received rows, neighbours joined. */
function dirtyStretches(db: Database.Database): { since: number; until: number }[] {
  const stretches: { since: number; until: number }[] = []
  const minutes = db.prepare('SELECT minute FROM dirty_minute ORDER BY minute').pluck().all()
  for (const minute of minutes as number[]) {
    const last = stretches.at(-1)
    if (last?.until === minute) last.until += minuteLength
    else stretches.push({ since: minute, until: minute + minuteLength })
  }
  return stretches
}
