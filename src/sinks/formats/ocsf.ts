import { isIP } from 'node:net'
import { techniques } from '../../findings/attack.js'
import { version } from '../../version.js'
import { deliveryId, type Told, type ToldIncident } from '../told.js'

/** The version of the Open Cybersecurity Schema Framework whose attributes are used. */
const ocsfVersion = '1.8.0'
const classUid = 2004
const milliseconds = (ts: number) => Math.round(ts * 1000)

const severityIds = { info: 1, low: 2, medium: 3, high: 4, critical: 5 } as const
const severityNames = {
  info: 'Informational',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
} as const
const statuses: Readonly<Record<string, readonly [number, string]>> = {
  acknowledged: [2, 'In Progress'],
  suppressed: [3, 'Suppressed'],
  closed: [4, 'Resolved'],
  accepted: [4, 'Resolved'],
  withdrawn: [6, 'Deleted'],
}

/** A revision as an OCSF Detection Finding, class 2004. */
export function ocsfEvent(told: Told): object {
  const [status_id, status] = statuses[told.state] ?? [1, 'New']
  const activity = status_id > 2 ? 3 : told.revision > 1 ? 2 : 1
  const created = Date.parse(told.first_told)
  return {
    activity_id: activity,
    activity_name: ['Create', 'Update', 'Close'][activity - 1],
    category_uid: 2,
    category_name: 'Findings',
    class_uid: classUid,
    class_name: 'Detection Finding',
    type_uid: classUid * 100 + activity,
    severity_id: severityIds[told.severity],
    severity: severityNames[told.severity],
    status_id,
    status,
    is_alert: activity !== 3,
    time: created,
    start_time: milliseconds(told.first_seen),
    end_time: milliseconds(told.last_seen),
    count: told.count,
    message: told.message,
    metadata: {
      version: ocsfVersion,
      uid: deliveryId(told),
      ...(told.incident ? { correlation_uid: told.incident.id } : {}),
      log_name: 'otsift findings',
      product: { name: 'otsift', vendor_name: 'otsift', version },
    },
    finding_info: {
      uid: told.id,
      title: told.title,
      desc: told.message,
      analytic: { type_id: 1, type: 'Rule', uid: told.detector, name: told.title },
      attacks: attacks(told.attack_v19),
      created_time: created,
      modified_time: Date.parse(told.created),
      first_seen_time: milliseconds(told.first_seen),
      last_seen_time: milliseconds(told.last_seen),
      ...(told.incident ? { related_events: [relatedIncident(told.incident)] } : {}),
    },
    ...evidences(told),
    unmapped: {
      revision: told.revision,
      state: told.state,
      sensor: told.sensor,
      protocol: told.protocol,
      unit: told.unit,
    },
  }
}

function attacks(ids: string): object[] {
  return ids
    .split(',')
    .filter((id) => id !== '')
    .map((id) => {
      const parent = id.split('.')[0] ?? id
      const technique = { uid: parent, name: techniques[parent] ?? parent }
      if (id === parent) return { technique, version: 'ICS 19' }
      return {
        technique,
        sub_technique: { uid: id, name: techniques[id] ?? id },
        version: 'ICS 19',
      }
    })
}

/** `metadata.correlation_uid` groups the findings of an incident, this says what it is. */
function relatedIncident({ id, severity, title }: ToldIncident): object {
  return {
    uid: id,
    type: 'Incident',
    title,
    severity_id: severityIds[severity],
    severity: severityNames[severity],
  }
}

function evidences({ client, server }: Told): { evidences?: object[] } {
  const sides = { ...endpoint('src_endpoint', client), ...endpoint('dst_endpoint', server) }
  return Object.keys(sides).length === 0 ? {} : { evidences: [sides] }
}

function endpoint(side: string, host: string | null): object {
  if (host === null) return {}
  return { [side]: isIP(host) > 0 ? { ip: host } : { name: host } }
}
