import type { Protocol } from './message.js'

/** A log that carries exchanges. Where several tell of the same hour, the highest rank is counted. */
export interface Source {
  readonly id: number
  readonly log: string
  readonly protocol: Protocol
  readonly rank: number
}

/** Every log that carries exchanges; ids are stored and must never change. */
export const sources = [
  { id: 1, log: 'modbus', protocol: 'modbus', rank: 1 },
  { id: 2, log: 'modbus_detailed', protocol: 'modbus', rank: 2 },
  { id: 3, log: 'otsift_modbus', protocol: 'modbus', rank: 3 },
  { id: 4, log: 'dnp3', protocol: 'dnp3', rank: 1 },
  { id: 5, log: 'otsift_dnp3', protocol: 'dnp3', rank: 3 },
  { id: 6, log: 's7comm', protocol: 's7comm', rank: 1 },
  { id: 7, log: 'otsift_s7comm', protocol: 's7comm', rank: 3 },
  { id: 8, log: 's7comm_plus', protocol: 's7comm-plus', rank: 1 },
  { id: 9, log: 'cotp', protocol: 'cotp', rank: 1 },
  // otsift_s7comm.log tells of three protocols: each is a source of its own.
  { id: 10, log: 'otsift_s7comm_plus', protocol: 's7comm-plus', rank: 3 },
  { id: 11, log: 'otsift_cotp', protocol: 'cotp', rank: 3 },
] as const satisfies readonly Source[]

/** Name of a log that carries exchanges. */
export type SourceLog = (typeof sources)[number]['log']

/** The stored id of a log that carries exchanges. */
export function sourceId(log: SourceLog): number {
  const source = sources.find((candidate) => candidate.log === log)
  if (!source) throw new Error(`no source ${log}`)
  return source.id
}
