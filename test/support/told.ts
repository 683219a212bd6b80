import type { Told } from '../../src/sinks/told.js'
import type { Database } from '../../src/store/database.js'

/** A finding with one event, as a detector would have written it. */
export function addFinding(
  db: Database,
  id: string,
  { severity = 'high', count = 1, at = 1_700_000_000 } = {},
): void {
  db.prepare(
    `INSERT OR REPLACE INTO finding (id, detector, title, sensor, protocol, client, server, unit, severity,
       severity_steps, attack_v19, attack_v18, message, first_seen, last_seen, count)
     VALUES (?, 'new-client', 'New client', 'north', 'modbus', '10.0.0.66', '10.0.1.1', 3, ?, '[]',
       'T0846,T1692.001', 'T0846,T0855', 'a new client', ?, ?, ?)`,
  ).run(id, severity, at, at, count)
  db.prepare(
    "INSERT OR REPLACE INTO finding_event VALUES (?, ?, ?, ?, ?, 'a new client', NULL)",
  ).run(id, at, at, count, severity)
}

/** What a finding said, as sinks get it. */
export const told: Told = {
  id: '05a473f06fe9',
  detector: 'new-client',
  title: 'New client',
  severity: 'high',
  sensor: 'north',
  protocol: 'modbus',
  client: '10.0.0.66',
  server: '10.0.1.1',
  unit: 3,
  first_seen: 1_700_000_000.25,
  last_seen: 1_700_000_060,
  count: 7,
  message: 'a new client',
  attack_v19: 'T0846,T1692.001',
  attack_v18: 'T0846,T0855',
  state: 'new',
  events: 1,
  severity_steps: '[]',
  revision: 2,
  created: '2026-11-21T10:00:05.000Z',
  first_told: '2026-11-21T10:00:00.000Z',
  incident: { id: 'e64d9d3b5d5c', severity: 'critical', title: '10.0.0.66 against 10.0.1.1' },
  evidence: [{ ts: 1_700_000_000.25, path: 'modbus.log', line: 9, uid: 'C1', summary: 'unit 3' }],
}
