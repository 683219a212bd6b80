// Learns and judges every case of the corpus beside the project, and scores it; see `npm run corpus`.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { otsift, query } from './otsift.mjs'

const shared = fileURLToPath(new URL('../../shared/', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'otsift-corpus-'))

/** What each case is learned on; `half` is its own first half, nothing is no baseline. */
const learnOn = {
  'modbus-characterization': 'modbus-benign-hour',
  'modbus-benign-hour': 'half',
  'modbus-write-only-normal': 'half',
  'modbus-clean-15min': 'half',
  'dnp3-benign-relay': 'half',
  'dnp3-lab-normal': 'half',
  's7comm-clean-15min': 'half',
  's7comm-hmi-polling': 'half',
  'dnp3-lab-cold-restart': 'dnp3-lab-normal',
  'dnp3-lab-stop-app': 'dnp3-lab-normal',
  's7comm-process-attacks': 's7comm-hmi-polling',
}

/** The one master of the attack cases that are recorded at the attacker's tap. */
const masters = (name) =>
  name.startsWith('dnp3-qut-') ? ['--authorized-masters', '192.168.10.221'] : []

const logs = (name) => join(shared, 'corpus', name, 'logs')

function judge(name, baseline) {
  const db = join(work, `${name}-${baseline ?? 'nothing'}.db`)
  if (baseline === 'half') {
    otsift('ingest', logs(name), '--db', db)
    const [{ middle }] = query(
      db,
      'SELECT (min(minute) + max(minute)) / 2 + 60 AS middle FROM v_activity',
    )
    otsift('baseline', 'learn', '--to', String(middle), '--minimum', '0', '--db', db)
    otsift('detect', '--db', db)
  } else {
    if (baseline) otsift('baseline', 'learn', logs(baseline), '--minimum', '0', '--db', db)
    otsift('scan', logs(name), ...masters(name), '--db', db)
  }
  const findings = query(
    db,
    'SELECT detector, severity, count(*) AS n, sum(count) AS count FROM v_findings GROUP BY 1, 2 ORDER BY 1',
  )
  const score = JSON.parse(
    execFileSync('node', [join(shared, 'score.mjs'), join(shared, 'corpus', name), db, '--json'], {
      encoding: 'utf8',
    }),
  )
  return { findings, score }
}

function kindRows(name, { kinds, missed }) {
  return Object.keys({ ...kinds, ...missed }).map((kind) => {
    const hits = Object.entries(kinds[kind] ?? {}).map(([detector, n]) => `${detector} ${n}`)
    return `| ${name} | ${kind} | ${hits.join(', ')} | ${missed[kind] ?? 0} |`
  })
}

if (!existsSync(join(shared, 'corpus'))) {
  console.log('no corpus beside the project: nothing to score')
} else {
  const wanted = process.argv.slice(2).filter((each) => each !== '--kinds')
  const withKinds = process.argv.includes('--kinds')
  console.log('| case | learned on | findings by detector | recall | false events |')
  console.log('|---|---|---|---|---|')
  const kinds = []
  for (const name of readdirSync(join(shared, 'corpus'))) {
    if (wanted.length > 0 && !wanted.some((each) => name.includes(each))) continue
    const plans = learnOn[name] === 'half' ? ['half', undefined] : [learnOn[name]]
    for (const plan of plans) {
      const { findings, score } = judge(name, plan)
      const found = findings
        .map((f) => `${f.detector} ${f.severity} ${f.n} (${f.count})`)
        .join(', ')
      const recall = score.recall === null ? '' : `${score.hit}/${score.visible}`
      const stray = score.windows > 0 || score.benign ? String(score.false) : ''
      console.log(`| ${name} | ${plan ?? 'nothing'} | ${found} | ${recall} | ${stray} |`)
      if (withKinds) kinds.push(...kindRows(name, score))
    }
  }
  if (kinds.length > 0) {
    console.log(
      '\n| case | kind of window | windows hit, by detector | missed |\n|---|---|---|---|',
    )
    for (const row of kinds) console.log(row)
  }
}
rmSync(work, { recursive: true })
