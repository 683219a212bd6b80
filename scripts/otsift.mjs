// Runs the built program, for scripts that judge the corpus.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

/** What the program prints; throws what it says where it fails. */
export function otsift(...args) {
  const { status, stdout, stderr } = spawnSync('node', [cli, ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`otsift ${args.join(' ')}: ${stderr}`)
  return stdout
}

/** The rows of a query. */
export function query(db, sql) {
  return JSON.parse(otsift('query', sql, '--format', 'json', '--db', db))
}
