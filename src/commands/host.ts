import { hostOf } from '../report/host.js'
import { hostText } from '../report/host-text.js'
import { plainLook } from '../report/terminal.js'
import { openReadOnly } from '../store/database.js'
import { define } from './define.js'
import { type Output, withFile } from './options.js'

/** `otsift host ADDRESS`: what a host is, whom it talks to, and what was found of it. */
export function hostCommand(output: Output) {
  return define({
    command: 'host <address>',
    describe: 'Explain a host: what it asks, what it answers, what is new, what was found of it',
    builder: (yargs) =>
      withFile(yargs)
        .positional('address', { type: 'string', demandOption: true, describe: 'Its address' })
        .option('json', { type: 'boolean', default: false, describe: 'Print JSON' }),
    handler: (args) => {
      const db = openReadOnly(args.db)
      try {
        const host = hostOf(db, args.address)
        if (args.json) output.stdout(`${JSON.stringify(host, null, 2)}\n`)
        else output.stdout(hostText(host, output.look ?? plainLook))
      } finally {
        db.close()
      }
    },
  })
}
