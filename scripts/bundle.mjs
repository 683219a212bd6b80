// Makes build/otsift-VERSION-PLATFORM.tgz: the build with its production dependencies and the addon, which
// runs with Node alone and no network. Then unpacks it elsewhere and runs it, so that it is known to work.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleParts } from './bundle-parts.mjs'

const { name, version, type, bin, dependencies, engines, license } = JSON.parse(
  readFileSync('package.json', 'utf8'),
)
const stage = mkdtempSync(join(tmpdir(), 'otsift-bundle-'))
const root = join(stage, `${name}-${version}`)
mkdirSync(root)
for (const part of bundleParts) cpSync(part, join(root, part), { recursive: true })
writeFileSync(
  join(root, 'package.json'),
  JSON.stringify({ name, version, type, bin, dependencies, engines, license }),
)

/** The addon's sources and object files are twenty times its size, and nobody runs them. */
function isNeeded(path, source) {
  if (!path.endsWith('better-sqlite3')) return true
  const inside = source.slice(path.length + 1)
  return (
    !/^(deps|src)(\/|$)/.test(inside) &&
    !/^build\/(?!Release$|Release\/better_sqlite3\.node$)/.test(inside)
  )
}

// The dependencies as they are installed here, the compiled addon among them; development ones stay out.
const installed = execFileSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], {
  encoding: 'utf8',
})
for (const path of installed.trim().split('\n').slice(1)) {
  const relative = path.slice(path.indexOf('node_modules'))
  cpSync(path, join(root, relative), {
    recursive: true,
    filter: (source) => isNeeded(path, source),
  })
}

mkdirSync('build', { recursive: true })
const tarball = `build/${name}-${version}-${process.platform}-${process.arch}-node${process.versions.modules}.tgz`
execFileSync('tar', ['-czf', tarball, '-C', stage, `${name}-${version}`])
rmSync(stage, { recursive: true })

const elsewhere = mkdtempSync(join(tmpdir(), 'otsift-unpacked-'))
execFileSync('tar', ['-xzf', tarball, '-C', elsewhere])
// In the bundle's own directory, so that what the guide tells to run is there.
const unpacked = { encoding: 'utf8', cwd: join(elsewhere, `${name}-${version}`) }
const cli = join('dist', 'cli.js')
const db = join(elsewhere, 'bundle.db')
execFileSync('node', [cli, 'scan', 'samples/logs/2026-03-05', '--db', db], unpacked)
const count = execFileSync(
  'node',
  [cli, 'query', 'SELECT count(*) FROM v_findings', '--format', 'csv', '--db', db],
  unpacked,
)
rmSync(elsewhere, { recursive: true })
console.log(`${tarball}: unpacked and run, ${count.trim().split('\n').at(-1)} findings`)
