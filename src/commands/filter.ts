import type { Argv } from 'yargs'
import { levels } from '../detect/detector.js'
import type { Filter } from '../findings/decide.js'

/** Which findings a decision is about: ids, or a filter. */
export function withFilter<T>(yargs: Argv<T>) {
  return yargs
    .positional('ids', {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: 'Ids of findings, or their beginnings; or a filter instead',
    })
    .option('detector', { type: 'string', describe: 'Those of this detector', requiresArg: true })
    .option('sensor', { type: 'string', describe: 'Those of this sensor', requiresArg: true })
    .option('protocol', { type: 'string', describe: 'Those of this protocol', requiresArg: true })
    .option('client', { type: 'string', describe: 'Those of this client', requiresArg: true })
    .option('server', { type: 'string', describe: 'Those of this server', requiresArg: true })
    .option('unit', { type: 'number', describe: 'Those of this unit', requiresArg: true })
    .option('severity', {
      choices: levels,
      describe: 'Those that are no worse',
      requiresArg: true,
    })
}

/** The filter out of a command's arguments. */
export function filterOf(args: Filter): Filter {
  const { detector, sensor, protocol, client, server, unit, severity } = args
  return { detector, sensor, protocol, client, server, unit, severity }
}
