import { jsonReport } from '../report/json.js'
import { textReport } from '../report/plain.js'
import { define } from './define.js'
import { type Output, withDatabase } from './options.js'
import { openReport } from './store.js'
import { toFileOrOutput } from './target.js'

const formats = { json: jsonReport, text: textReport } as const

/** `otsift report`: all that was found, in one document. */
export function reportCommand(output: Output) {
  return define({
    command: 'report',
    describe: 'Write a report of everything that was found',
    builder: (yargs) =>
      withDatabase(yargs)
        .option('format', {
          choices: ['text', 'json'] as const,
          default: 'text' as const,
          describe: 'Format of the report',
          requiresArg: true,
        })
        .option('output', {
          type: 'string',
          describe: 'File to write; standard output without',
          requiresArg: true,
        }),
    handler: async (args) => {
      const db = await openReport(args)
      try {
        toFileOrOutput(args.output, formats[args.format](db), output)
      } finally {
        db.close()
      }
    },
  })
}
