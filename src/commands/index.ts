import type { CommandModule } from 'yargs'
import { baselineCommand } from './baseline.js'
import { copyCommand } from './copy.js'
import { deliverCommand } from './deliver.js'
import { detectCommand } from './detect.js'
import { detectorsCommand } from './detectors.js'
import { exportCommand } from './export.js'
import { findingsCommand } from './findings.js'
import { ingestCommand } from './ingest.js'
import type { Output } from './options.js'
import { policyCommand } from './policy.js'
import { pruneCommand } from './prune.js'
import { queryCommand } from './query.js'
import { reportCommand } from './report.js'
import { scanCommand } from './scan.js'
import { statusCommand } from './status.js'
import { watchCommand } from './watch.js'
import { zeekCommand } from './zeek.js'

/** Every command, in the order of a day's work. */
export function commands(output: Output): CommandModule[] {
  return [
    scanCommand(output),
    ingestCommand(output),
    detectCommand(output),
    watchCommand(output),
    deliverCommand(output),
    baselineCommand(output),
    policyCommand(output),
    findingsCommand(output),
    reportCommand(output),
    exportCommand(output),
    queryCommand(output),
    copyCommand(output),
    detectorsCommand(output),
    statusCommand(output),
    pruneCommand(output),
    zeekCommand(output),
  ]
}
