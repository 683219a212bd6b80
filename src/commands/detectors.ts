import { runCasesIsolated } from '../detect/isolate-cases.js'
import { loadDetectors } from '../detect/load.js'
import { OtsiftError } from '../errors.js'
import { detectorText } from '../report/detector.js'
import { table } from '../report/text.js'
import { define, group } from './define.js'
import { type Output, timeoutSeconds, withDirectories } from './options.js'

/** `otsift detectors`: what is looked for, and whether it works. */
export function detectorsCommand(output: Output) {
  return group('detectors', 'List, show and test detectors', [
    listCommand(output),
    showCommand(output),
    testCommand(output),
  ])
}

function listCommand(output: Output) {
  return define({
    command: 'list',
    describe: 'List the detectors',
    builder: (yargs) => withDirectories(yargs),
    handler: (args) => list(output, args),
  })
}

function showCommand(output: Output) {
  return define({
    command: 'show <id>',
    describe: 'Show what a detector finds, its parameters and its query',
    builder: (yargs) =>
      withDirectories(yargs).positional('id', {
        type: 'string',
        demandOption: true,
        describe: 'Its id',
      }),
    handler: (args) => show(output, args),
  })
}

function testCommand(output: Output) {
  return define({
    command: 'test [id]',
    describe: 'Run the cases in the headers',
    builder: (yargs) =>
      withDirectories(yargs)
        .positional('id', { type: 'string', describe: 'Only this one' })
        .option('timeout', {
          type: 'number',
          default: 30,
          describe: 'Seconds the cases of one detector may take',
          coerce: timeoutSeconds,
          requiresArg: true,
        }),
    handler: (args) => test(output, args),
  })
}

interface Choice {
  readonly detectors: string[]
  readonly json: boolean
  readonly id?: string | undefined
}

function chosen(args: Choice) {
  const all = loadDetectors(args.detectors)
  const some = args.id === undefined ? all : all.filter((each) => each.id === args.id)
  if (some.length === 0) {
    throw new OtsiftError(
      'usage',
      `There is no detector ${args.id}.`,
      'See `otsift detectors list`.',
    )
  }
  return some
}

function list(output: Output, args: Choice): void {
  const all = loadDetectors(args.detectors)
  if (args.json) {
    output.stdout(
      `${JSON.stringify(
        all.map(({ sql: _, tests: __, ...header }) => header),
        null,
        2,
      )}\n`,
    )
    return
  }
  const rows = all.map((each) => [each.id, each.level, each.attack.join(' '), each.title])
  output.stdout(table(['detector', 'level', 'ATT&CK', 'finds'], rows))
}

function show(output: Output, args: Choice): void {
  for (const detector of chosen(args)) {
    output.stdout(args.json ? `${JSON.stringify(detector, null, 2)}\n` : detectorText(detector))
  }
}

async function test(output: Output, args: Choice & { readonly timeout: number }): Promise<void> {
  const results = await runCasesIsolated(chosen(args), args.timeout)
  const failed = results.filter((result) => result.problems.length > 0)
  if (args.json) output.stdout(`${JSON.stringify(results, null, 2)}\n`)
  else {
    for (const { detector, name, problems } of failed) {
      output.stdout(`${detector}, ${name}:\n${problems.map((each) => `  ${each}\n`).join('')}`)
    }
    output.stdout(`${results.length - failed.length} cases hold, ${failed.length} fail\n`)
  }
  if (failed.length > 0) process.exitCode = 1
}
