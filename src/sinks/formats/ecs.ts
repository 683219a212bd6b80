import { isIP } from 'node:net'
import { techniques } from '../../findings/attack.js'
import { severityNumber } from '../../report/cef.js'
import { version } from '../../version.js'
import { deliveryId, type Told } from '../told.js'

/** The Elastic Common Schema whose fields are used. */
const ecsVersion = '9.4.0'
const iso = (ts: number) => new Date(Math.round(ts * 1000)).toISOString()

/** A revision in the Elastic Common Schema: an alert, with the finding's own columns under `labels`. */
export function ecsEvent(told: Told): object {
  const { client, server, attack_v19 } = told
  const hosts = [client, server].filter((host) => host !== null)
  const ips = hosts.filter((host) => isIP(host) > 0)
  const attack = attack_v19.split(',').filter((each) => each !== '')
  return {
    '@timestamp': iso(told.last_seen),
    message: told.message,
    tags: ['otsift'],
    labels: {
      finding: told.id,
      revision: String(told.revision),
      state: told.state,
      severity: told.severity,
      count: String(told.count),
      ...(told.unit === null ? {} : { unit: String(told.unit) }),
      // ECS has no field of its own for what an alert is part of.
      ...(told.incident
        ? {
            incident: told.incident.id,
            incident_severity: told.incident.severity,
            incident_title: told.incident.title,
          }
        : {}),
    },
    ecs: { version: ecsVersion },
    event: {
      kind: 'alert',
      category: ['intrusion_detection'],
      type: ['info'],
      id: deliveryId(told),
      sequence: told.revision,
      module: 'otsift',
      dataset: 'otsift.findings',
      action: told.detector,
      reason: told.title,
      severity: severityNumber(told.severity),
      start: iso(told.first_seen),
      end: iso(told.last_seen),
      created: told.created,
    },
    rule: { id: told.detector, name: told.title, ruleset: 'otsift' },
    observer: {
      vendor: 'otsift',
      product: 'otsift',
      type: 'ids',
      version,
      ...(told.sensor === null ? {} : { name: told.sensor }),
    },
    ...(told.protocol === null ? {} : { network: { protocol: told.protocol } }),
    ...endpoint('client', client),
    ...endpoint('source', client),
    ...endpoint('server', server),
    ...endpoint('destination', server),
    ...(ips.length > 0 ? { related: { ip: ips } } : {}),
    ...(attack.length > 0 ? { threat: threat(attack) } : {}),
  }
}

function endpoint(side: string, host: string | null): object {
  if (host === null) return {}
  return { [side]: isIP(host) > 0 ? { address: host, ip: host } : { address: host } }
}

function threat(ids: readonly string[]): object {
  const parents = ids.filter((id) => !id.includes('.'))
  const children = ids.filter((id) => id.includes('.'))
  const names = (of: readonly string[]) => of.map((id) => techniques[id] ?? id)
  return {
    framework: 'MITRE ATT&CK for ICS',
    technique: {
      id: [...new Set([...parents, ...children.map((id) => id.split('.')[0] ?? id)])],
      ...(parents.length > 0 ? { name: names(parents) } : {}),
      ...(children.length > 0 ? { subtechnique: { id: children, name: names(children) } } : {}),
    },
  }
}
