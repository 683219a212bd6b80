import { existsSync, statSync } from 'node:fs'
import { complaints, defaultPolicyPath, type LoadedPolicy, readPolicy } from '../config/load.js'
import { loadDetectors } from '../detect/load.js'
import { OtsiftError } from '../errors.js'
import { printable } from '../report/text.js'
import { doubtsOf } from '../site/doubts.js'
import { draftPolicy } from '../site/draft.js'
import { openReadOnly } from '../store/database.js'
import { define, group } from './define.js'
import { type Output, withDirectories, withFile } from './options.js'
import { detectorComplaints } from './policy-in-force.js'
import { toFileOrOutput } from './target.js'

/** `otsift policy`: what the site says of itself. */
export function policyCommand(output: Output) {
  return group('policy', 'Write and check the site policy', [
    initCommand(output),
    checkCommand(output),
  ])
}

function initCommand(output: Output) {
  return define({
    command: 'init',
    describe: 'Draw a policy from the active baseline, ready to be edited',
    builder: (yargs) =>
      withFile(yargs).option('output', {
        type: 'string',
        describe: 'File to write, which must not exist; standard output without',
        requiresArg: true,
      }),
    handler: (args) => {
      if (args.output !== undefined && existsSync(args.output)) {
        throw new OtsiftError('io', `${args.output} is there already.`, 'Name another --output.')
      }
      const db = openReadOnly(args.db)
      try {
        toFileOrOutput(args.output, draftPolicy(db), output)
      } finally {
        db.close()
      }
    },
  })
}

interface Line {
  readonly line: number
  readonly column: number
  readonly kind: 'error' | 'doubt'
  readonly text: string
}

function checkCommand(output: Output) {
  return define({
    command: 'check [file]',
    describe:
      'Check a policy: exit 2 with an error in it, 1 with something that does not fit what was read',
    builder: (yargs) =>
      withDirectories(withFile(yargs)).positional('file', {
        type: 'string',
        describe: 'The policy; otsift.policy.yaml beside the database without',
      }),
    handler: (args) => {
      const path = args.file ?? defaultPolicyPath(args.db)
      if (path === undefined) {
        throw new OtsiftError(
          'usage',
          'There is no otsift.policy.yaml beside the database.',
          'Name the policy, or write one: otsift policy init.',
        )
      }
      const loaded = readPolicy(path)
      const lines = [...errorsOf(loaded, args.detectors), ...doubts(loaded, args.db, output)]
      tell(path, lines, args.json, output)
      if (lines.some((each) => each.kind === 'error')) process.exitCode = 2
      else if (lines.length > 0) process.exitCode = 1
    },
  })
}

function errorsOf(loaded: LoadedPolicy, directories: readonly string[]): Line[] {
  const wrong = complaints(loaded.document, loaded.policy)
  const all = wrong.length > 0 ? wrong : detectorComplaints(loaded, loadDetectors(directories))
  return all.map(({ message, next, place }) => ({
    line: place.line ?? 1,
    column: place.column ?? 1,
    kind: 'error',
    text: next === '' ? message : `${message} ${next}`,
  }))
}

/** What does not fit the database; a policy with errors is not compared. */
function doubts(loaded: LoadedPolicy, path: string, output: Output): Line[] {
  if (complaints(loaded.document, loaded.policy).length > 0) return []
  const there = statSync(path, { throwIfNoEntry: false }) !== undefined
  if (!there)
    output.stderr(`${path} does not exist: the policy is not compared with what was read\n`)
  const db = there ? openReadOnly(path) : undefined
  try {
    return doubtsOf(db, loaded).map((doubt) => ({ ...doubt, kind: 'doubt' }))
  } finally {
    db?.close()
  }
}

function tell(path: string, lines: readonly Line[], json: boolean, output: Output): void {
  if (json) {
    output.stdout(`${JSON.stringify({ file: path, lines }, null, 2)}\n`)
    return
  }
  for (const { line, column, kind, text } of lines) {
    output.stdout(printable(`${path}:${line}:${column}: ${kind}: ${text}\n`))
  }
  if (lines.length === 0) output.stdout(printable(`${path}: nothing is wrong\n`))
}
