import type Database from 'better-sqlite3'
import { OtsiftError } from '../errors.js'
import { userDataPush } from '../protocols/s7comm/functions.js'
import { statement } from '../store/sql.js'
import { type Finding, listFindings } from './findings.js'
import { type Incident, listIncidents } from './incidents.js'

/** A function between two hosts. */
export interface HostTraffic {
  readonly sensor: string
  readonly protocol: string
  readonly client: string
  readonly server: string
  readonly function: string
  readonly function_code: number
  readonly action: string
  readonly exchanges: number
  readonly exceptions: number
  readonly first_ts: number
  readonly last_ts: number
  /** 1 where the active baseline has it. */
  readonly learned: number
}

/** Connections of a host that are no OT protocol's. */
interface OtherTraffic {
  readonly sensor: string
  readonly side: 'client' | 'server'
  readonly other: string
  readonly proto: string | null
  readonly server_port: number
  readonly service: string
  readonly connections: number
  readonly last_ts: number
}

/** All that is known of one host. */
export interface Host {
  readonly address: string
  readonly baseline: boolean
  readonly identity: readonly { readonly object: string; readonly value: string }[]
  readonly asks: readonly HostTraffic[]
  readonly answers: readonly HostTraffic[]
  /** What servers said beside no request in the log, by this host or to it. */
  readonly unasked: readonly HostTraffic[]
  readonly other: readonly OtherTraffic[]
  readonly findings: readonly Finding[]
  readonly incidents: readonly Incident[]
}

/** What is known of one host. Throws `usage` for one that was never seen. */
export function hostOf(db: Database.Database, address: string): Host {
  const rows = (name: string) =>
    db.prepare(statement(import.meta.url, `./sql/${name}.sql`)).all({ address })
  const traffic = rows('host-traffic') as HostTraffic[]
  const asked = traffic.filter((each) => !isUnasked(each))
  const involved = (each: { client: string | null; server: string | null }) =>
    each.client === address || each.server === address
  const host = {
    address,
    baseline: db.prepare('SELECT 1 FROM baseline WHERE active = 1').get() !== undefined,
    identity: rows('host-identity') as Host['identity'],
    asks: asked.filter((each) => each.client === address),
    answers: asked.filter((each) => each.server === address),
    unasked: traffic.filter(isUnasked),
    other: rows('host-other') as OtherTraffic[],
    findings: listFindings(db).filter(involved),
    incidents: listIncidents(db).filter(involved),
  }
  if (traffic.length + host.other.length + host.findings.length === 0) {
    throw new OtsiftError(
      'usage',
      `No host ${address} was seen.`,
      'See `otsift query --saved who-talks-to-whom`.',
    )
  }
  return host
}

/** Function codes, from and to, that a server sends. Source for DNP3: IEEE 1815-2012 section 4.2.2.5. */
const ofServers: Readonly<Record<string, readonly [number, number]>> = {
  dnp3: [0x81, 0x83],
  s7comm: [userDataPush, userDataPush + 0xff],
}

function isUnasked({ protocol, function_code }: HostTraffic): boolean {
  const [from, to] = ofServers[protocol] ?? [1, 0]
  return function_code >= from && function_code <= to
}
