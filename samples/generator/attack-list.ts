import type { Incident } from './changes/index.js'

/** An incident as attacks.json states it: times readable and as in the logs. */
export interface Attack {
  id: string
  from: number
  to: number
  start: string
  end: string
  client: string | null
  server: string | null
  protocol: string
  what: string
  expect: string[]
  minSeverity: string
}

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString()

export function attackList(incidents: readonly Incident[]): Attack[] {
  return incidents.map((incident) => {
    const from = Math.floor(incident.from)
    const to = Math.ceil(incident.to)
    const { id, client, server, protocol, what, expect, minSeverity } = incident
    const hosts = { client: client ?? null, server: server ?? null }
    return {
      id,
      from,
      to,
      start: iso(from),
      end: iso(to),
      ...hosts,
      protocol,
      what,
      expect,
      minSeverity,
    }
  })
}
