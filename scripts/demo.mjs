// The main job on the made-up plant: three days are learned, then all four are scanned.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'

const db = 'build/samples.db'
mkdirSync('build', { recursive: true })
for (const suffix of ['', '-wal', '-shm', '-lock']) rmSync(`${db}${suffix}`, { force: true })

const days = ['02', '03', '04'].map((day) => `samples/logs/2026-03-${day}`)
for (const args of [
  ['baseline', 'learn', ...days, '--db', db],
  ['scan', 'samples/logs', '--db', db],
]) {
  console.log(`\n$ otsift ${args.join(' ')}`)
  const { status } = spawnSync('node', ['dist/cli.js', ...args], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 2)
}
console.log(`\nAsk for more: node dist/cli.js findings show ID --db ${db}`)
