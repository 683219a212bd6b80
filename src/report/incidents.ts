import type Database from 'better-sqlite3'
import type { Level } from '../detect/detector.js'
import { statement } from '../store/sql.js'
import { type Finding, isOpen, worstFirst } from './findings.js'
import { printable, table, utc } from './text.js'

/** Findings of one source on one target that belong together, as `v_incidents` tells them. */
export interface Incident {
  readonly id: string
  readonly severity: Level
  readonly sensor: string | null
  readonly client: string
  readonly server: string
  readonly first_seen: number
  readonly last_seen: number
  /** Tactics of its deeds, in order of time. */
  readonly stages: string
  readonly message: string
  readonly findings: number
  readonly open_findings: number
  /** Its findings, in order of time. */
  readonly parts: readonly IncidentPart[]
}

/** A finding as part of an incident. */
interface IncidentPart {
  readonly finding: string
  readonly detector: string
  /** Of its bursts in the incident: others may have been worse. */
  readonly severity: Level
  readonly stage: string | null
  readonly first_seen: number
  readonly last_seen: number
  readonly count: number
  readonly message: string
  readonly state: string
}

/** Findings that belong to an incident count as one thing to look at from this number on. */
const fewest = 2

/** Incidents of which at least two findings are open, or all incidents, the worst first. */
export function listIncidents(db: Database.Database, all = false): Incident[] {
  const incidents = db
    .prepare(`SELECT * FROM v_incidents ORDER BY ${worstFirst}, first_seen, id`)
    .all() as Omit<Incident, 'parts'>[]
  return incidents
    .map((incident) => ({ ...incident, parts: partsOf(db, incident.id, all) }))
    .filter(({ parts }) => parts.length >= fewest)
}

/** Incidents whose id begins so. */
export function findIncidents(db: Database.Database, id: string): Incident[] {
  return listIncidents(db, true).filter((incident) => incident.id.startsWith(id))
}

function partsOf(db: Database.Database, incident: string, all: boolean): IncidentPart[] {
  const parts = db
    .prepare(statement(import.meta.url, './sql/incident-parts.sql'))
    .all(incident) as IncidentPart[]
  return all ? parts : parts.filter(isOpen)
}

/** An incident with those of its findings that are listed under it. */
interface Group<T> {
  readonly incident: Incident
  readonly findings: readonly T[]
  /** How many of its findings an incident before it has. */
  readonly before: number
  /** How many of its findings are not in the list. */
  readonly missing: number
}

/** Each finding under the first incident that has it, and those that belong to none. */
export function grouped<T extends Finding>(
  findings: readonly T[],
  incidents: readonly Incident[],
): { incidents: Group<T>[]; others: T[] } {
  const listed = new Set(findings.map(({ id }) => id))
  const left = new Map(findings.map((finding) => [finding.id, finding]))
  const groups = incidents.map((incident) => {
    const own = incident.parts.flatMap(({ finding }) => left.get(finding) ?? [])
    for (const { id } of own) left.delete(id)
    const known = incident.parts.filter(({ finding }) => listed.has(finding)).length
    const missing = incident.parts.length - known
    return { incident, findings: own, before: known - own.length, missing }
  })
  return {
    incidents: groups.filter((group) => group.findings.length > 0),
    others: [...left.values()],
  }
}

/** The story of one incident: its findings in order of time, with the tactic each serves. */
export function incidentStory(incident: Incident): string {
  const lines = [
    `Incident (${incident.severity})`,
    incident.message,
    '',
    `id         ${incident.id}`,
    `seen       ${utc(incident.first_seen)} to ${utc(incident.last_seen)} UTC`,
    `sensor     ${incident.sensor ?? ''}`,
    `stages     ${incident.stages}`,
    '',
  ].map(printable)
  const rows = incident.parts.map((part) => [
    utc(part.first_seen),
    part.stage,
    part.severity,
    part.count,
    part.finding,
    part.detector,
    part.message,
  ])
  const columns = ['first seen', 'stage', 'severity', 'count', 'id', 'detector', 'finding']
  return `${lines.join('\n')}\n${table(columns, rows)}`
}
