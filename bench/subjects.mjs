// The programs that are measured: otsift, and what reads the same file without knowing what it says.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const program = `${root}dist/cli.js`

/** References that are installed apart, since they are heavy. */
const apart = { DuckDB: `${root}test/duckdb`, chdb: `${root}test/chdb` }

/** otsift on a log or several: reading without values, reading, and reading with all detectors. */
export function otsift(logs, place) {
  const paths = [logs].flat()
  const command = (name, ...more) => ['node', program, name, ...paths, '--db', place, ...more]
  return {
    'otsift ingest --no-values': command('ingest', '--no-values'),
    'otsift ingest': command('ingest'),
    'otsift scan': command('scan'),
  }
}

/** References that read a log without its header, `raw`, into a table or only count its lines. */
export function references(raw, form, width, place) {
  const known = { 'wc -l': ['wc', '-l', raw] }
  if (form === 'tsv') {
    const columns = Array.from({ length: width }, (_, index) => `c${index}`)
    const table = `CREATE TABLE log (${columns.join(', ')})`
    known['sqlite3 .import'] = ['sqlite3', place, table, '.mode tabs', `.import ${raw} log`]
  }
  for (const [name, directory] of Object.entries(apart)) {
    if (existsSync(`${directory}/node_modules`))
      known[name] = ['node', `${directory}/load.mjs`, place, raw, form]
  }
  return known
}

/** What to install to have all references. */
export function missing() {
  return Object.entries(apart)
    .filter(([, directory]) => !existsSync(`${directory}/node_modules`))
    .map(([name, directory]) => `${name} is not measured: npm install --prefix ${directory}`)
}
