import { readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { globSync } from 'tinyglobby'
import { OtsiftError } from '../errors.js'
import { looksLikeLog, parseLogName } from './name.js'

/** Standard input, as a path on the command line. */
export const standardInput = '-'

/** The log files behind the given paths: files, directories (walked), globs and `-`, sorted, each once. */
export function discover(paths: readonly string[]): string[] {
  const found = new Map<string, string>()
  for (const path of paths) {
    if (path === standardInput) {
      found.set(path, path)
      continue
    }
    for (const file of expand(path)) {
      const identity = realpathSync(file)
      if (!found.has(identity)) found.set(identity, file)
    }
  }
  return withoutStreamingTwins([...found.values()]).sort(byNameThenPath)
}

function expand(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat?.isDirectory()) return walk(path, new Set())
  if (stat) return [path]
  const matches = globSync(path, { onlyFiles: false, expandDirectories: false }).sort()
  if (matches.length === 0) {
    throw new OtsiftError(
      'io',
      `${path}: no such file or directory.`,
      'Check the path or the pattern.',
    )
  }
  return matches.flatMap(expand)
}

function walk(directory: string, seen: Set<string>): string[] {
  // A link that points back up would otherwise be walked for ever.
  const identity = realpathSync(directory)
  if (seen.has(identity)) return []
  seen.add(identity)
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    const stat = entry.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : entry
    if (stat?.isDirectory()) return walk(path, seen)
    return stat?.isFile() && looksLikeLog(path) ? [path] : []
  })
}

/** Drops `json_streaming_x.log` where a plain x log lies beside it: the same events, written twice. */
function withoutStreamingTwins(files: readonly string[]): string[] {
  const plain = new Set<string>()
  for (const file of files) {
    const name = parseLogName(file)
    if (!name.streaming) plain.add(`${dirname(file)}\0${name.log}`)
  }
  return files.filter((file) => {
    const name = parseLogName(file)
    return !name.streaming || !plain.has(`${dirname(file)}\0${name.log}`)
  })
}

function byNameThenPath(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
