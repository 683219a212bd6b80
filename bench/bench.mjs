// The budgets as ratios, in one run: otsift and what reads the same file, in turn, over several rounds.
//   npm run bench -- [--rows N] [--rounds N] [--logs LOG]… [--forms FORM]… [--output FILE] [--small]
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { judge, tableOf, tableOfBudgets } from './budgets.mjs'
import { gzipped, logs, width, writeDay } from './logs.mjs'
import { inTurn, measure } from './measure.mjs'
import { missing, otsift, references } from './subjects.mjs'

const { values } = parseArgs({
  options: {
    rows: { type: 'string' },
    rounds: { type: 'string' },
    logs: { type: 'string', multiple: true, default: logs },
    forms: { type: 'string', multiple: true, default: ['tsv', 'gz', 'json'] },
    output: { type: 'string', default: 'build/bench.json' },
    small: { type: 'boolean', default: false },
  },
})
const rows = Number(values.rows ?? (values.small ? 20_000 : 1_000_000))
const rounds = Number(values.rounds ?? (values.small ? 1 : 5))
const work = mkdtempSync(join(tmpdir(), 'otsift-bench-'))
const place = join(work, 'store')

try {
  const results = {}
  const take = (run, subjects) => {
    results[run] = subjects
    console.log(tableOf(run, subjects))
  }
  for (const log of values.logs) await benchLog(log, take)
  take('another day', benchHistory(Math.ceil(rows / 20)))
  report(results)
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** One log in the forms that are asked for. */
async function benchLog(log, take) {
  const tsv = join(work, `${log}.log`)
  writeDay(tsv, log, rows, 'tsv')
  if (values.forms.includes('tsv')) benchTsv(log, tsv, take)
  const plain = otsift(tsv, place)['otsift ingest']
  if (values.forms.includes('gz')) await benchGzip(log, tsv, plain, take)
  if (values.forms.includes('json')) benchJson(log, plain, take)
  rmSync(tsv)
}

function benchTsv(log, tsv, take) {
  const raw = withoutHeader(tsv)
  const subjects = { ...references(raw, 'tsv', width(log), place), ...otsift(tsv, place) }
  take(
    `${log} tsv`,
    inTurn(subjects, rounds, place, () => sizes(tsv)),
  )
  rmSync(raw)
}

async function benchGzip(log, tsv, plain, take) {
  const packed = await gzipped(tsv)
  const gz = otsift(packed, place)['otsift ingest']
  take(`${log} gz`, inTurn({ plain, gz }, rounds, place))
  rmSync(packed)
}

/** JSON does not say what it is, so its file is called after the log, too. */
function benchJson(log, plain, take) {
  mkdirSync(join(work, 'json'))
  const json = join(work, 'json', `${log}.log`)
  writeDay(json, log, rows, 'json')
  const told = { ...references(json, 'json', 0, place), ...otsift(json, place) }
  take(
    `${log} json`,
    inTurn({ tsv: plain, ...told }, rounds, place, () => sizes(json)),
  )
  rmSync(dirname(json), { recursive: true })
}

/** Scans a first day, and the same into a store that has thirty days. */
function benchHistory(perDay) {
  const file = (day) => join(work, `day-${day}`, 'modbus_detailed.log')
  for (let day = 0; day <= 30; day += 1) {
    mkdirSync(dirname(file(day)))
    writeDay(file(day), 'modbus_detailed', perDay, 'tsv', day)
  }
  const first = inTurn({ first: otsift(file(30), place)['otsift scan'] }, rounds, place).first
  const before = Array.from({ length: 30 }, (_, day) => file(day))
  measure(otsift(before, place)['otsift scan'])
  return { first, 'after thirty': measure(otsift(file(30), place)['otsift scan']) }
}

/** The database as it lies there, as a share of the log it was made from; undefined where it is another's. */
function sizes(log) {
  const size = statSync(place, { throwIfNoEntry: false })?.size ?? 0
  return { ofLog: size / statSync(log).size }
}

function withoutHeader(log) {
  const out = openSync(`${log}.raw`, 'w')
  execFileSync('grep', ['-v', '^#', log], { stdio: ['ignore', out, 'inherit'] })
  return `${log}.raw`
}

function report(results) {
  const judged = judge(results)
  console.log(tableOfBudgets(judged))
  for (const line of missing()) console.log(line)
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length }
  mkdirSync(dirname(values.output), { recursive: true })
  const told = { ...machine, rows, rounds, results, budgets: judged }
  writeFileSync(values.output, `${JSON.stringify(told, null, 2)}\n`)
  const over = judged.filter(({ held }) => !held)
  if (!values.small && over.length > 0) process.exitCode = 1
}
