// What living beside Zeek costs: from a line written to its finding delivered to a local receiver, over N
// findings; and processor use of watch while idle and at so many rows a second.
//   npm run bench:watch -- [--findings N] [--rate ROWS] [--seconds S]
import { spawn } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'

const { values } = parseArgs({
  options: {
    findings: { type: 'string', default: '1000' },
    rate: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '30' },
  },
})
const findings = Number(values.findings)
const rate = Number(values.rate)
const seconds = Number(values.seconds)

const work = mkdtempSync(join(tmpdir(), 'otsift-watch-'))
const path = join(work, 'plant.db')
// Beyond 200 findings of a detector on one sensor and day the rest is told as one.
const sensors = Array.from({ length: Math.ceil(findings / 200) }, (_, index) =>
  join(work, `s${index}`),
)
for (const directory of sensors) mkdirSync(directory)

const arrived = new Map()
const ids = []
const receiver = createServer((request, response) => {
  const pieces = []
  request.on('data', (piece) => pieces.push(piece))
  request.on('end', () => {
    const told = JSON.parse(Buffer.concat(pieces))
    ids.push(request.headers['webhook-id'])
    const key = `${told.detector} ${told.client}`
    if (!arrived.has(key)) arrived.set(key, performance.now())
    response.writeHead(204).end()
  })
})
await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve))
const policy = join(work, 'policy.yaml')
writeFileSync(policy, `sinks: {bench: {url: "http://127.0.0.1:${receiver.address().port}/"}}\n`)

const directories = sensors.map((directory, index) => `s${index}=${directory}`)
const args = ['dist/cli.js', 'watch', ...directories, '--db', path, '--policy', policy]
const watch = spawn('node', args, { stdio: ['ignore', 'ignore', 'inherit'] })
const ended = new Promise((resolve) => watch.once('exit', resolve))
// The first detection, over nothing, is not idleness.
await sleep(12_000)

const idle = await processor(seconds)
const latency = await latencies()
const busy = await processor(seconds, writeRows)
watch.kill('SIGTERM')
await ended
receiver.close()
rmSync(work, { recursive: true })
console.log(
  JSON.stringify(
    {
      node: process.version,
      findings,
      written_to_stored_seconds: spread(latency.stored),
      written_to_delivered_seconds: spread(latency.delivered),
      delivered_twice: ids.length - new Set(ids).size,
      processor_idle_percent: idle,
      rows_per_second: rate,
      processor_busy_percent: busy,
    },
    null,
    2,
  ),
)

/** A restart of an outstation from an address that nobody has seen: each is a finding of its own. */
function restart(index) {
  return {
    ts: Date.now() / 1000,
    uid: `C${index}`,
    'id.orig_h': `10.${1 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`,
    'id.orig_p': 40000,
    'id.resp_h': '10.0.0.1',
    'id.resp_p': 20000,
    fc_request: 'COLD_RESTART',
    fc_reply: 'RESPONSE',
    iin: 0,
  }
}

/** Writes a finding every tenth of a second or so, and sees when its row is stored and its finding there. */
async function latencies() {
  const written = []
  const stored = []
  let db
  const look = () => {
    db ??= new Database(path, { readonly: true })
    const count = db.prepare('SELECT count(*) FROM dnp3_message').pluck().get()
    for (let index = stored.length; index < count; index += 1)
      stored.push(performance.now() - written[index].at)
  }
  for (let index = 0; index < findings; index += 1) {
    const row = restart(index)
    appendFileSync(join(sensors[index % sensors.length], 'dnp3.log'), `${JSON.stringify(row)}\n`)
    written.push({ at: performance.now(), key: `dangerous-command ${row['id.orig_h']}` })
    await sleep(50 + Math.random() * 100)
    look()
  }
  const patience = performance.now() + 60_000
  while (written.some(({ key }) => !arrived.has(key)) && performance.now() < patience) {
    await sleep(50)
    look()
  }
  db.close()
  const delivered = written.flatMap(({ key, at }) =>
    arrived.has(key) ? [arrived.get(key) - at] : [],
  )
  return { stored, delivered }
}

async function writeRows(until) {
  let made = 0
  const begun = performance.now()
  while (performance.now() < until) {
    const due = Math.floor(((performance.now() - begun) / 1000) * rate)
    const lines = []
    for (; made < due; made += 1) {
      lines.push(
        JSON.stringify({
          ts: Date.now() / 1000,
          uid: `D${made % 200}`,
          'id.orig_h': `10.20.0.${made % 20}`,
          'id.orig_p': 41000,
          'id.resp_h': `10.20.1.${made % 200}`,
          'id.resp_p': 502,
          tid: made % 65536,
          unit: 1,
          func: 'READ_HOLDING_REGISTERS',
          address: (made % 50) * 10,
          quantity: 10,
          matched: true,
        }),
      )
    }
    if (lines.length > 0)
      appendFileSync(join(sensors[0], 'modbus_detailed.log'), `${lines.join('\n')}\n`)
    await sleep(100)
  }
}

/** Percent of one processor that watch and the processes it starts use. */
async function processor(time, meanwhile) {
  const before = ticks()
  const begun = performance.now()
  const until = begun + time * 1000
  await Promise.all([sleep(time * 1000), meanwhile?.(until)])
  const used = (ticks() - before) / 100
  return Math.round((used / ((performance.now() - begun) / 1000)) * 1000) / 10
}

/** Processor time of watch, of the process its detectors run in, and of ended ones, in hundredths of a second (Linux). */
function ticks() {
  let sum = 0
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const fields = fieldsOf(pid)
    if (Number(pid) !== watch.pid && Number(fields[1]) !== watch.pid) continue
    sum += fields.slice(11, 15).reduce((total, each) => total + Number(each), 0)
  }
  return sum
}

/** The fields of a process after its name: state, parent, … */
function fieldsOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}

function spread(times) {
  const sorted = times.map((each) => each / 1000).sort((a, b) => a - b)
  const at = (share) =>
    Number(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]?.toFixed(2))
  return { n: sorted.length, median: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) }
}
