import { loadDetectors } from '../detect/load.js'
import { htmlReport } from '../report/html/report.js'
import { jsonReport } from '../report/json.js'
import { markdownReport } from '../report/markdown.js'
import { textReport } from '../report/plain.js'
import { define } from './define.js'
import { detectorDirectories, type Output, withDatabase } from './options.js'
import { openReport } from './store.js'
import { toFileOrOutput } from './target.js'

const formats = {
  html: htmlReport,
  json: jsonReport,
  md: markdownReport,
  text: textReport,
} as const

/** `otsift report`: all that was found, in one document. */
export function reportCommand(output: Output) {
  return define({
    command: 'report',
    describe: 'Write a report of everything that was found',
    builder: (yargs) =>
      withDatabase(yargs)
        .option('format', {
          choices: ['text', 'html', 'md', 'json'] as const,
          default: 'text' as const,
          describe: 'Format of the report',
          requiresArg: true,
        })
        .option('output', {
          type: 'string',
          describe: 'File to write; standard output without',
          requiresArg: true,
        })
        .option('detectors', detectorDirectories)
        .example('$0 report --format html --output report.html', 'one page for a browser'),
    handler: async (args) => {
      const db = await openReport(args)
      try {
        toFileOrOutput(args.output, formats[args.format](db, loadDetectors(args.detectors)), output)
      } finally {
        db.close()
      }
    },
  })
}
