import { table } from '../report/text.js'
import { deliverWaiting, type Queue, queues } from '../sinks/deliver.js'
import type { Database } from '../store/database.js'
import { requireStore } from '../store/database.js'
import { define } from './define.js'
import { numberFrom, type Output, withFile, withPolicy } from './options.js'
import { takePolicy, withStore } from './session.js'

/** `otsift deliver`: send what waits for the sinks, and tell what is left. */
export function deliverCommand(output: Output) {
  return define({
    command: 'deliver',
    describe: 'Send the findings that wait for the sinks of the policy',
    builder: (yargs) =>
      withPolicy(withFile(yargs))
        .option('seconds', {
          type: 'number',
          default: 60,
          describe: 'Stop after so many seconds; what is left stays in the queue',
          coerce: numberFrom(1, 86_400, 'seconds'),
          requiresArg: true,
        })
        .option('json', { type: 'boolean', default: false, describe: 'Print JSON' }),
    handler: async (args) => {
      requireStore(args.db)
      await withStore(args.db, 'deliver', async (db) => {
        // A queue is read once from its beginning to its end: a large cache would only fill up.
        db.pragma('cache_size = -4096')
        takePolicy(db, { ...args, detectors: [] })
        await sendWaiting(db, args.seconds, output)
        const left = queues(db)
        output.stdout(args.json ? `${JSON.stringify(left, null, 2)}\n` : queueTable(left))
      })
    },
  })
}

/** Sends what waits for the sinks; trouble is told, and is no failure: what is left is sent by the next run. */
export async function sendWaiting(db: Database, seconds: number, output: Output): Promise<void> {
  for (const round of await deliverWaiting(db, AbortSignal.timeout(seconds * 1000))) {
    if (round.trouble !== undefined) output.stderr(troubleLine(round.sink, round.trouble))
  }
}

/** What is said of a sink that cannot be reached. */
export function troubleLine(sink: string, trouble: string): string {
  return `sink ${sink}: ${trouble}; its findings wait in the queue\n`
}

function queueTable(left: readonly Queue[]): string {
  return table(
    ['sink', 'waiting', 'delivered', 'last error'],
    left.map(({ sink, waiting, delivered, error }) => [sink, waiting, delivered, error]),
  )
}
