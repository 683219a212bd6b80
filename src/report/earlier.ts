import type { Finding } from './findings.js'
import type { Session } from './sessions.js'
import type { Traffic } from './traffic.js'

/** What the section of a protocol is made of. */
export interface Section {
  readonly traffic: Traffic
  readonly findings: readonly Finding[]
  readonly sessions: readonly Session[]
  readonly generated: string
}

/** Further keys that the reports of earlier tools had, by protocol; empty where there was no such tool. */
export function earlierKeys(section: Section): Record<string, unknown> {
  const { traffic, findings, sessions, generated } = section
  switch (traffic.protocol) {
    case 'modbus':
      return {
        report_generated: generated,
        total_anomalies: findings.length,
        alerts: findings,
      }
    case 'dnp3':
      return { findings, sessions: sessions.map(dnp3Session) }
    case 's7comm':
      return { total_s7_packets: traffic.exchanges, findings }
    default:
      return { findings }
  }
}

function dnp3Session(each: Session): Record<string, unknown> {
  return {
    master_ip: each.client,
    outstation_ip: each.server,
    packets: each.exchanges,
    functions: each.functions,
    control_commands: each.controls,
    file_operations: each.file_operations,
    restart_commands: each.restarts,
  }
}

const s7Names: Readonly<Record<string, string>> = {
  'Read Variable': 'read_var',
  'Write Variable': 'write_var',
}

/** Exchanges of each function under the name that the earlier tool for the protocol gave it. */
export function earlierFunctions(traffic: Traffic): Readonly<Record<string, number>> {
  if (traffic.protocol !== 's7comm') return traffic.function_distribution
  return Object.fromEntries(
    Object.entries(traffic.function_distribution).map(([name, count]) => [
      s7Names[name] ?? name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_'),
      count,
    ]),
  )
}
