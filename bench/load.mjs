// A plant's hours replayed into `watch` as fast as it takes them: is anything lost, does memory grow, does it fall behind?
//   npm run bench:load -- [--hours N] [--rate ROWS] [--ahead ROWS] [--output FILE]
import { spawn } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { firstDay } from './logs.mjs'

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '24' },
    /** Rows a second of the plant's time. */
    rate: { type: 'string', default: '5000' },
    /** Rows that the writer may be ahead of what is stored. */
    ahead: { type: 'string', default: '1000000' },
    output: { type: 'string', default: 'build/load.json' },
  },
})
const [hours, rate, ahead] = [values.hours, values.rate, values.ahead].map((each) =>
  Math.ceil(each),
)
const channels = 200
const columns =
  'ts uid id.orig_h id.orig_p id.resp_h id.resp_p tid unit func address quantity request_values response_values matched'
const header = `#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tmodbus_detailed\n#fields\t${columns.replaceAll(' ', '\t')}\n`
const hour = 3600

const work = mkdtempSync(join(tmpdir(), 'otsift-load-'))
const path = join(work, 'plant.db')
const current = join(work, 'current', 'modbus_detailed.log')
mkdirSync(join(work, 'current'))
const watch = spawn('node', ['dist/cli.js', 'watch', join(work, 'current'), '--db', path], {
  stdio: ['ignore', 'ignore', 'inherit'],
})
const ended = new Promise((resolve) => watch.once('exit', resolve))
while (!statSync(path, { throwIfNoEntry: false })) await sleep(100)
await sleep(3000)
const db = new Database(path, { readonly: true })
const stored = db.prepare('SELECT coalesce(sum(rows), 0) FROM ingest_file').pluck()

const polls = pollsOfASecond()
const report = []
const kept = []
let written = 0
for (let at = 0; at < hours; at += 1) report.push(await replay(at))
const result = await finish()
mkdirSync('build', { recursive: true })
writeFileSync(values.output, `${JSON.stringify(result, null, 2)}\n`)
rmSync(work, { recursive: true })
if (result.lost !== 0 || result.rejected !== 0) process.exitCode = 1

/** Writes an hour of the plant, waits where the reader is behind, and rotates the log as zeekctl does. */
async function replay(at) {
  const begun = performance.now()
  let most = 0
  const begin = firstDay + at * hour
  appendFileSync(current, header)
  for (let second = begin; second < begin + hour; second += 1) {
    appendFileSync(
      current,
      polls
        .map(([fraction, tails]) => `${second}${fraction}${tails[second % tails.length]}`)
        .join(''),
    )
    written += rate
    if (second % 10 === 0) {
      most = Math.max(most, memoryOf(watch.pid))
      while (written - stored.get() > ahead) await sleep(100)
    }
  }
  rotate(at)
  const seconds = (performance.now() - begun) / 1000
  const told = {
    hour: at + 1,
    rows_per_second: Math.round((rate * hour) / seconds),
    watch_mb: Math.round(most / 1e6),
    behind: written - stored.get(),
    database_mb: Math.round(statSync(path).size / 1e6),
  }
  console.log(JSON.stringify(told))
  return told
}

function rotate(at) {
  const day = new Date((firstDay + at * hour) * 1000).toISOString().slice(0, 10)
  const time = (end) => `${String(end % 24).padStart(2, '0')}:00:00`
  mkdirSync(join(work, day), { recursive: true })
  const rotated = join(work, day, `modbus_detailed.${time(at)}-${time(at + 1)}.log`)
  renameSync(current, rotated)
  kept.push({ rotated, until: written })
  // What is stored is deleted, as a sensor with a small disk does.
  while (kept.length > 0 && kept[0].until <= stored.get()) rmSync(kept.shift().rotated)
}

async function finish() {
  const patience = performance.now() + 600_000
  while (stored.get() < written && performance.now() < patience) await sleep(200)
  watch.kill('SIGTERM')
  const code = await ended
  const one = (sql) => db.prepare(sql).pluck().get()
  const told = {
    node: process.version,
    hours,
    written,
    code,
    lost: written - stored.get(),
    rejected: one('SELECT sum(rejected) FROM ingest_file'),
    counted: one('SELECT sum(exchanges) FROM activity'),
    findings: one('SELECT count(*) FROM finding'),
    failed_detectors: one("SELECT count(*) FROM detector_run WHERE status = 'failed'"),
    watch_mb_highest: Math.max(...report.map((each) => each.watch_mb)),
    report,
  }
  db.close()
  console.log(JSON.stringify({ ...told, report: undefined }))
  return told
}

/** What is asked in each second, by its fraction, and what is answered from second to second. */
function pollsOfASecond() {
  return Array.from({ length: rate }, (_, index) => {
    const channel = index % channels
    const [client, server] = [
      `10.0.0.${1 + (channel % 20)}`,
      `10.1.${channel >> 3}.${1 + (channel & 7)}`,
    ]
    const at = [`C${channel}`, client, 40_000 + channel, server, 502]
    const address = Math.floor(index / channels) * 10
    const tails = Array.from({ length: 7 }, (_, step) => {
      const row = [index, 1, 'READ_HOLDING_REGISTERS', address, 1, '-', 500 + ((step * 3) % 7), 'T']
      return `\t${[...at, ...row].join('\t')}\n`
    })
    return [(index / rate).toFixed(6).slice(1), tails]
  })
}

/** Bytes that a process holds in memory now (Linux). */
function memoryOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
}
