// The compiler makes only modules for Node: this puts the .sql and .css files beside them, so that dist/ mirrors
// src/, and makes the one script of the HTML report out of its parts. Detectors are
// read and checked here once, so that a run need not.
import { chmodSync, cpSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { buildSync } from 'esbuild'

cpSync('src', 'dist', { recursive: true, filter: (path) => !path.endsWith('.ts') })
buildSync({
  entryPoints: ['src/report/html/page/main.ts'],
  outfile: 'dist/report/html/page/script.js',
  bundle: true,
  format: 'iife',
  target: 'es2022',
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'warning',
})

const prepared = 'dist/detectors/prepared.json'
rmSync(prepared, { force: true })
const { loadDetectors } = await import('../dist/detect/load.js')
writeFileSync(prepared, JSON.stringify(loadDetectors([], { cases: false })))

if (existsSync('dist/cli.js')) chmodSync('dist/cli.js', 0o755)
