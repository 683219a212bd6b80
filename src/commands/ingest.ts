import { define } from './define.js'
import { type Output, withIngest } from './options.js'
import { ingestPaths, withStore } from './session.js'
import { shipTo } from './store.js'
import { tellRead } from './tell-read.js'

/** `otsift ingest`: read logs into the database, without detecting. */
export function ingestCommand(output: Output) {
  return define({
    command: 'ingest [paths..]',
    describe: 'Read logs into the database',
    builder: (yargs) =>
      withIngest(yargs).positional('paths', {
        type: 'string',
        array: true,
        default: [] as string[],
        describe: 'Logs, directories, archives, patterns, or - for standard input',
      }),
    handler: async (args) => {
      await withStore(args.db, 'ingest', async (db) => {
        tellRead(await ingestPaths(db, args.paths, args, output), output)
        if (args.store !== undefined) await shipTo(args.store, db, args, output)
      })
    },
  })
}
