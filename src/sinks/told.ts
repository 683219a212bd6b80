import type { Finding } from '../report/findings.js'

/** A row behind a finding. */
interface ToldRow {
  readonly ts: number
  readonly path: string | null
  readonly line: number
  readonly uid: string | null
  readonly summary: string
}

/** The incident a finding was part of. */
export interface ToldIncident {
  readonly id: string
  readonly severity: Finding['severity']
  readonly title: string
}

/** What a finding said at one revision. Times are epoch seconds, `created` and `first_told` are ISO 8601. */
export interface Told extends Finding {
  readonly revision: number
  readonly created: string
  readonly first_told: string
  /** Revisions of before there were any to tell have none. */
  readonly incident?: ToldIncident | null
  readonly evidence: readonly ToldRow[]
}

/** The id under which a revision is delivered, however often it is sent. */
export function deliveryId({ id, revision }: Pick<Told, 'id' | 'revision'>): string {
  return `${id}-${revision}`
}
