import { isIP } from 'node:net'
import type Database from 'better-sqlite3'
import type { Level } from '../detect/detector.js'
import { statement } from '../store/sql.js'
import { version } from '../version.js'
import type { Finding } from './findings.js'

const numbers: Readonly<Record<Level, number>> = {
  info: 1,
  low: 3,
  medium: 5,
  high: 8,
  critical: 10,
}

/** Every finding of the store, a line each. */
export function cefLines(db: Database.Database): string {
  const query = db.prepare(statement(import.meta.url, './sql/findings-with-incident.sql'))
  const rows = query.all() as (Finding & { readonly incident: string | null })[]
  return rows.map((row) => `${cefLine(row, row.incident)}\n`).join('')
}

/** A severity as a number from 0 to 10, as CEF has it. */
export function severityNumber(severity: Level): number {
  return numbers[severity]
}

/** Marks that would end a line, or could steer a terminal. */
const control = /\p{Cc}|[\u2028\u2029]/gu

/** Text in a CEF header: a `|` would end its field. */
function headerText(text: string): string {
  return text.replace(control, ' ').replace(/[\\|]/g, (mark) => `\\${mark}`)
}

/** A value in a CEF extension: an `=` would begin another key, a line end another message. */
function extensionText(text: string): string {
  return text
    .replace(/\r\n|[\n\r\u2028\u2029]/g, '\n')
    .replace(/(?!\n)\p{Cc}/gu, ' ')
    .replace(/[\\=]/g, (mark) => `\\${mark}`)
    .replaceAll('\n', '\\n')
}

/** A finding, and the incident it is part of, in the Common Event Format, version 0, without a line end. */
export function cefLine(finding: Finding, incident: string | null = null): string {
  const { client, server } = finding
  const header = ['otsift', 'otsift', version, finding.detector, finding.title]
    .map(headerText)
    .join('|')
  const extension: (readonly [string, string | number | null])[] = [
    ['externalId', finding.id],
    ['start', Math.round(finding.first_seen * 1000)],
    ['end', Math.round(finding.last_seen * 1000)],
    ['cnt', finding.count],
    ...host('src', client),
    ...host('dst', server),
    ['app', finding.protocol],
    ['dvchost', finding.sensor],
    ['msg', finding.message],
    ...custom(1, 'state', finding.state),
    ...custom(2, 'attack', finding.attack_v19),
    ...custom(3, 'unit', finding.unit),
    ...custom(4, 'incident', incident),
  ]
  const told = extension
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `${key}=${extensionText(String(value))}`)
  return `CEF:0|${header}|${severityNumber(finding.severity)}|${told.join(' ')}`
}

/** `src` and `dst` take IPv4 addresses only; IPv6 has fields of its own, and a name is a host. */
function host(side: 'src' | 'dst', value: string | null): (readonly [string, string | null])[] {
  const kind = isIP(value ?? '')
  if (kind === 4) return [[side, value]]
  if (kind === 0) return [[side === 'src' ? 'shost' : 'dhost', value]]
  return side === 'src'
    ? [
        ['c6a2Label', 'Source IPv6 Address'],
        ['c6a2', value],
      ]
    : [
        ['c6a3Label', 'Destination IPv6 Address'],
        ['c6a3', value],
      ]
}

function custom(
  number: number,
  label: string,
  value: string | number | null,
): (readonly [string, string | number])[] {
  if (value === null || value === '') return []
  return [
    [`cs${number}Label`, label],
    [`cs${number}`, value],
  ]
}
