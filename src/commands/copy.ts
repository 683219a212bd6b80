import { copyState } from '../cluster/copy.js'
import { Desk } from '../cluster/desk.js'
import { shipAll } from '../cluster/ship.js'
import { requireStore } from '../store/database.js'
import { define } from './define.js'
import { type Output, withDatabase } from './options.js'
import { withStore } from './session.js'
import { withCluster } from './store.js'

/** `otsift copy`: a database file into ClickHouse. */
export function copyCommand(output: Output) {
  return define({
    command: 'copy',
    describe:
      'Copy the database file into a ClickHouse store; a broken copy goes on when run again',
    builder: (yargs) =>
      withDatabase(yargs)
        .demandOption('store')
        .option('take-over', {
          type: 'boolean',
          default: false,
          describe: 'Send for sensors that another database sent for before',
        })
        .example('$0 copy --db plant.db --store clickhouse://otsift@ch.example:8443/plants', ''),
    handler: async ({ db: path, store, takeOver }) => {
      requireStore(path)
      await withStore(path, 'copy', (db) =>
        withCluster(store, async (cluster) => {
          const { rows, batches } = await shipAll(db, cluster, { takeOver })
          const desk = await Desk.open(cluster)
          try {
            const kept = copyState(db, desk)
            await desk.save('copy')
            output.stderr(
              `sent ${rows} rows in ${batches} ${batches === 1 ? 'batch' : 'batches'}\n`,
            )
            if (!kept) {
              output.stderr(
                'the store has baselines or findings already: those of the file stay there; ' +
                  '`otsift baseline export` and `import` move a baseline\n',
              )
            }
          } finally {
            desk.close()
          }
        }),
      )
    },
  })
}
