import { scriptsPath } from '../capture/zeek.js'
import { define, group } from './define.js'
import type { Output } from './options.js'

/** `otsift zeek`: the bundled Zeek scripts. */
export function zeekCommand(output: Output) {
  return group('zeek', 'Tell about the bundled Zeek scripts', [
    define({
      command: 'path',
      describe: 'Print the folder of the scripts, for @load in local.zeek',
      builder: (yargs) => yargs,
      handler: () => output.stdout(`${scriptsPath}\n`),
    }),
  ])
}
