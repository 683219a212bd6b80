import { isIP } from 'node:net'
import type Database from 'better-sqlite3'
import type { Finding } from './findings.js'

/** Seconds before and after a burst that are cut out with it. */
const margin = 5

/** How to cut the packets of a finding out of a full capture. */
export interface Packets {
  /** For tcpdump and tshark -f (pcap-filter(7)). */
  readonly filter: string
  readonly from: string
  readonly to: string
  /** Commands that do it, with `capture.pcap` to be replaced. */
  readonly commands: readonly string[]
}

/**
 * The capture filter and time range of a finding; `undefined` where it has no hosts. Addresses come from logs,
 * so only what is an address gets into a command.
 */
export function packetsOf(
  db: Database.Database,
  finding: Pick<Finding, 'sensor' | 'client' | 'server'>,
  span: { readonly ts_start: number; readonly ts_end: number },
): Packets | undefined {
  const hosts = [finding.client, finding.server].filter(
    (host): host is string => host !== null && isIP(host) !== 0,
  )
  if (hosts.length === 0) return undefined
  const ports = db
    .prepare(
      `SELECT DISTINCT server_port FROM channel
       WHERE sensor = ? AND server = ? AND (? IS NULL OR client = ?) ORDER BY 1`,
    )
    .pluck()
    .all(finding.sensor, finding.server, finding.client, finding.client) as number[]
  const port = ports.map((each) => `port ${each}`).join(' or ')
  const filter = [
    ...hosts.map((host) => `host ${host}`),
    ...(ports.length > 1 ? [`(${port})`] : ports.map((each) => `port ${each}`)),
  ].join(' and ')
  const [from, to] = [span.ts_start - margin, span.ts_end + margin].map(utcArgument) as [
    string,
    string,
  ]
  return {
    filter,
    from,
    to,
    commands: [
      `editcap -A ${from} -B ${to} capture.pcap stretch.pcap`,
      `tcpdump -r stretch.pcap -w finding.pcap '${filter} or (vlan and ${filter})'`,
    ],
  }
}

/** A time as editcap takes it: ISO 8601 in UTC, which needs no quotes. */
function utcArgument(ts: number): string {
  return `${new Date(Math.floor(ts) * 1000).toISOString().slice(0, 19)}Z`
}
