// The budgets of DESIGN.md as ratios, in one run: sqlite3 .import of the raw columns against otsift.
//   npm run bench -- [--rows N] [--rounds N]
import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeDay } from './day.mjs'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
  },
})
const rows = Number(values.rows)
const rounds = Number(values.rounds)
const work = mkdtempSync(join(tmpdir(), 'otsift-bench-'))
const log = join(work, 'modbus_detailed.log')
const raw = join(work, 'raw.tsv')
writeDay(log, rows)
stripHeader(log, raw)

const subjects = {
  'sqlite3 .import': (db) => sqlite(db),
  'otsift ingest': (db) => otsift('ingest', log, '--db', db),
  'otsift scan': (db) => otsift('scan', log, '--db', db),
}

const times = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]))
let size = 0
let memory = 0
for (let round = 0; round < rounds; round += 1) {
  for (const [name, run] of Object.entries(subjects)) {
    const db = join(work, `${round}-${name.replaceAll(/\W/g, '')}.db`)
    const begun = performance.now()
    const peak = run(db)
    times[name].push((performance.now() - begun) / 1000)
    if (name === 'otsift ingest') {
      size = statSync(db).size
      memory = Math.max(memory, peak)
    }
    rmSync(db)
  }
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]
const base = median(times['sqlite3 .import'])
const budgets = { 'otsift ingest': 1.2, 'otsift scan': 1.5 }
const results = Object.entries(times).map(([name, list]) => ({
  name,
  seconds: Number(median(list).toFixed(2)),
  ratio: Number((median(list) / base).toFixed(2)),
  budget: budgets[name] ?? null,
}))
results.push({
  name: 'database / raw log',
  ratio: Number((size / statSync(log).size).toFixed(2)),
  budget: 0.75,
})
results.push({
  name: 'peak memory / 200 MB',
  ratio: Number((memory / 200e6).toFixed(2)),
  budget: 1,
})
console.log(JSON.stringify({ node: process.version, rows, rounds, results }, null, 2))
rmSync(work, { recursive: true })
const over = results.filter(({ ratio, budget }) => budget !== null && ratio > (budget ?? 0))
for (const { name, ratio, budget } of over)
  console.error(`${name}: ${ratio}, the budget is ${budget}`)
process.exitCode = over.length > 0 ? 1 : 0

function stripHeader(from, to) {
  const out = openSync(to, 'w')
  const { stdout } = spawnSync('grep', ['-v', '^#', from], { maxBuffer: 2 ** 32 - 1 })
  writeSync(out, stdout)
  closeSync(out)
}

function sqlite(db) {
  const columns = Array.from({ length: 21 }, (_, index) => `c${index}`)
  execFileSync('sqlite3', [
    db,
    `CREATE TABLE t (${columns.join(', ')})`,
    '.mode tabs',
    `.import ${raw} t`,
  ])
  return 0
}

/** Runs otsift; tells its peak memory in bytes. */
function otsift(...args) {
  const { status, stderr } = spawnSync(
    '/usr/bin/env',
    ['time', '-f', '%M', 'node', 'dist/cli.js', ...args],
    {
      encoding: 'utf8',
    },
  )
  if (status !== 0) throw new Error(stderr)
  return Number(stderr.trim().split('\n').at(-1)) * 1024
}
