import type { CommandModule } from 'yargs'
import type { Output } from './options.js'

type Load = (output: Output) => Promise<CommandModule>

/** Every command, in the order of a day's work; what it needs is loaded when it is asked for. */
const loaders: ReadonlyMap<string, Load> = new Map<string, Load>([
  ['scan', async (output) => (await import('./scan.js')).scanCommand(output)],
  ['ingest', async (output) => (await import('./ingest.js')).ingestCommand(output)],
  ['detect', async (output) => (await import('./detect.js')).detectCommand(output)],
  ['watch', async (output) => (await import('./watch.js')).watchCommand(output)],
  ['deliver', async (output) => (await import('./deliver.js')).deliverCommand(output)],
  ['baseline', async (output) => (await import('./baseline.js')).baselineCommand(output)],
  ['policy', async (output) => (await import('./policy.js')).policyCommand(output)],
  ['findings', async (output) => (await import('./findings.js')).findingsCommand(output)],
  ['host', async (output) => (await import('./host.js')).hostCommand(output)],
  ['report', async (output) => (await import('./report.js')).reportCommand(output)],
  ['export', async (output) => (await import('./export.js')).exportCommand(output)],
  ['query', async (output) => (await import('./query.js')).queryCommand(output)],
  ['copy', async (output) => (await import('./copy.js')).copyCommand(output)],
  ['detectors', async (output) => (await import('./detectors.js')).detectorsCommand(output)],
  ['status', async (output) => (await import('./status.js')).statusCommand(output)],
  ['prune', async (output) => (await import('./prune.js')).pruneCommand(output)],
  ['zeek', async (output) => (await import('./zeek.js')).zeekCommand(output)],
])

/** The command of this name; every command where there is none, as for the help of all. */
export async function commands(output: Output, name?: string): Promise<CommandModule[]> {
  const one = loaders.get(name ?? '')
  const found: CommandModule[] = []
  // One after the other: jest cannot link modules that are imported at the same time and share others.
  for (const load of one ? [one] : loaders.values()) found.push(await load(output))
  return found
}
