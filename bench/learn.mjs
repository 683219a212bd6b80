// What learning costs beside ingest, and whether extending by a day depends on the history, in one run.
//   npm run bench:learn -- [--rows N] [--rounds N] [--day-rows N]
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { firstDay, writeDay } from './logs.mjs'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    'day-rows': { type: 'string', default: '50000' },
  },
})
const rounds = Number(values.rounds)
const dayLength = 86_400
const work = mkdtempSync(join(tmpdir(), 'otsift-bench-'))

/** Seconds that a command of otsift takes. */
function otsift(...args) {
  const begun = performance.now()
  execFileSync('node', ['dist/cli.js', ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  return (performance.now() - begun) / 1000
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]
const rounded = (value) => Number(value.toFixed(3))

function learning() {
  const log = join(work, 'modbus_detailed.log')
  writeDay(log, 'modbus_detailed', Number(values.rows), 'tsv')
  const [ingests, learns] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    const db = join(work, `learn-${round}.db`)
    ingests.push(otsift('ingest', log, '--db', db))
    learns.push(otsift('baseline', 'learn', '--minimum', '1', '--db', db))
    rmSync(db)
  }
  const [ingest, learn] = [median(ingests), median(learns)]
  return { rows: Number(values.rows), ingest, learn, ratio: rounded(learn / ingest) }
}

/** Extends by the last of so many days. */
function extending(days) {
  const db = join(work, `extend-${days}.db`)
  for (let day = 0; day <= days; day += 1) {
    const log = join(work, `day-${day}.log`)
    writeDay(log, 'modbus_detailed', Number(values['day-rows']), 'tsv', day)
    otsift('ingest', log, '--log', 'modbus_detailed', '--db', db)
  }
  const end = String(firstDay + days * dayLength)
  otsift('baseline', 'learn', '--to', end, '--minimum', '1', '--db', db)
  const times = []
  for (let round = 0; round < rounds; round += 1) {
    times.push(otsift('baseline', 'extend', '--db', db))
    otsift('baseline', 'revert', '--db', db)
  }
  return median(times)
}

const cost = learning()
const [few, many] = [extending(6), extending(30)]
const extend = { after_6_days: few, after_30_days: many, ratio: rounded(many / few) }
// The program's own start is part of both.
const start = otsift('--version')
console.log(JSON.stringify({ node: process.version, rounds, learn: cost, extend, start }, null, 2))
rmSync(work, { recursive: true })
