// Learns the first half of every benign case of the corpus beside the project and judges the second: what is
// found there is false. See `npm run benign`.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { otsift, query } from './otsift.mjs'

const corpus = fileURLToPath(new URL('../../shared/corpus/', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'otsift-benign-'))
const hourLength = 3600

/** Events of the second half, and its length in hours. */
function judge(name) {
  const db = join(work, `${name}.db`)
  otsift('ingest', join(corpus, name, 'logs'), '--db', db)
  const [{ first, last }] = query(
    db,
    'SELECT min(minute) AS first, max(minute) + 60 AS last FROM v_activity',
  )
  const middle = Math.round((first + last) / 120) * 60
  otsift('baseline', 'learn', '--to', String(middle), '--minimum', '0', '--db', db)
  otsift('detect', '--db', db)
  const events = query(
    db,
    `SELECT e.detector, e.severity, e.client, e.server, e.count
     FROM v_finding_events AS e WHERE e.ts_end >= ${middle} ORDER BY e.ts_start`,
  )
  return { hours: (last - middle) / hourLength, events }
}

function table(header, rows) {
  console.log(`| ${header.join(' | ')} |\n|${header.map(() => '---').join('|')}|`)
  for (const row of rows) console.log(`| ${row.join(' | ')} |`)
  console.log('')
}

const benign = (name) =>
  JSON.parse(readFileSync(join(corpus, name, 'labels.json'), 'utf8')).benign === true

if (!existsSync(corpus)) {
  console.log('no corpus beside the project: nothing to judge')
} else {
  const cases = readdirSync(corpus).filter(benign)
  const judged = cases.map((name) => ({ name, ...judge(name) }))
  const hours = judged.reduce((sum, each) => sum + each.hours, 0)
  table(
    ['case', 'hours judged', 'medium or above', 'below'],
    judged.map(({ name, hours: own, events }) => {
      const told = (list) =>
        list.map((e) => `${e.detector} ${e.severity} ${e.client ?? ''} ${e.server ?? ''}`.trim())
      const loud = events.filter((e) => !['info', 'low'].includes(e.severity))
      const low = events.filter((e) => !loud.includes(e))
      return [name, own.toFixed(2), told(loud).join(', '), told(low).join(', ')]
    }),
  )
  const counts = new Map()
  for (const { detector, severity } of judged.flatMap((each) => each.events)) {
    const key = `${detector} | ${severity}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  table(
    ['detector | severity', 'false events', `an hour (of ${hours.toFixed(2)})`],
    [...counts].sort().map(([key, count]) => [key, count, (count / hours).toFixed(3)]),
  )
}
rmSync(work, { recursive: true })
