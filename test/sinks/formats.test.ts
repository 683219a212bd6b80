import { readFileSync } from 'node:fs'
import { render } from '../../src/sinks/render.js'
import type { Told } from '../../src/sinks/told.js'
import { told } from '../support/told.js'

type Json = Readonly<Record<string, unknown>>
const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`fields/${name}`, import.meta.url), 'utf8')) as Json
const event = (format: 'otsift' | 'ecs' | 'ocsf', change: Partial<Told> = {}) =>
  JSON.parse(render(format, { ...told, ...change })) as Json
const shapes: readonly (readonly [string, Partial<Told>])[] = [
  ['a finding with everything', {}],
  ['one of a sensor', { client: null, server: null, protocol: null, unit: null, attack_v19: '' }],
  ['one with IPv6 and a name', { client: 'fd00::1', server: 'plc-1', sensor: null }],
  ['one of no incident', { incident: null }],
  ['one that was closed', { state: 'closed' }],
  ['one that is gone', { state: 'withdrawn' }],
  ...(['info', 'low', 'medium', 'critical'] as const).map(
    (severity) => [`one that is ${severity}`, { severity }] as const,
  ),
]

/** The leaves of an object by dotted name; what lies under `labels` is the sender's own. */
function leaves(value: Json, above = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([key, each]) =>
    typeof each === 'object' && each !== null && !Array.isArray(each) && above + key !== 'labels'
      ? leaves(each as Json, `${above}${key}.`)
      : [[above + key, each] as [string, unknown]],
  )
}

describe('ECS 9.4.0', () => {
  const list = read('ecs-9.4.0.json') as {
    fields: Record<string, string>
    allowed: Record<string, string[]>
  }
  const checks: Readonly<Record<string, (value: unknown) => boolean>> = {
    date: (value) => new Date(String(value)).toISOString() === value,
    keyword: (value) => typeof value === 'string' && value !== '',
    match_only_text: (value) => typeof value === 'string',
    ip: (value) => /^[0-9a-f.:]+$/.test(String(value)),
    long: Number.isInteger,
    object: (value) => Object.values(value as Json).every((each) => typeof each === 'string'),
  }

  test.each(shapes)('%s has published fields of their types only', (_, change) => {
    for (const [name, value] of leaves(event('ecs', change))) {
      const type = list.fields[name]
      expect({ name, type }).toEqual({ name, type: expect.any(String) })
      const many = type?.endsWith('[]') === true
      expect({ name, many: Array.isArray(value) }).toEqual({ name, many })
      const check = checks[type?.replace('[]', '') ?? '']
      const values = many ? (value as unknown[]) : [value]
      expect({ name, value, fits: values.every((each) => check?.(each)) }).toEqual({
        name,
        value,
        fits: true,
      })
    }
  })

  test('its categories are among the allowed ones', () => {
    for (const [name, value] of leaves(event('ecs'))) {
      const allowed = list.allowed[name]
      if (allowed) expect(allowed).toEqual(expect.arrayContaining([value].flat()))
    }
  })

  test('an incident is told in labels, as there is no field for it', () => {
    expect(event('ecs').labels).toMatchObject({
      incident: 'e64d9d3b5d5c',
      incident_severity: 'critical',
      incident_title: '10.0.0.66 against 10.0.1.1',
    })
    expect(Object.keys(event('ecs', { incident: null }).labels as Json).join()).not.toContain(
      'incident',
    )
  })

  test('a sub-technique is told under its technique', () => {
    expect(event('ecs').threat).toMatchObject({
      technique: { id: ['T0846', 'T1692'], subtechnique: { id: ['T1692.001'] } },
    })
  })
})

describe('OCSF 1.8.0 Detection Finding', () => {
  const list = read('ocsf-1.8.0.json') as {
    attributes: Record<string, Record<string, string>>
    enums: Record<string, Record<string, string>>
  }
  const objects: Readonly<Record<string, string>> = {
    metadata: 'metadata',
    product: 'product',
    finding_info: 'finding_info',
    analytic: 'analytic',
    related_events: 'related_event',
    attacks: 'attack',
    technique: 'technique',
    sub_technique: 'sub_technique',
    evidences: 'evidences',
    src_endpoint: 'network_endpoint',
    dst_endpoint: 'network_endpoint',
  }

  function check(object: string, value: Json): void {
    const known = list.attributes[object] ?? {}
    expect({ object, unknown: Object.keys(value).filter((name) => !(name in known)) }).toEqual({
      object,
      unknown: [],
    })
    const required = Object.keys(known).filter((name) => known[name] === 'required')
    expect(Object.keys(value)).toEqual(expect.arrayContaining(required))
    for (const [name, each] of Object.entries(value)) {
      const inner = objects[name]
      if (inner) for (const one of [each].flat()) check(inner, one as Json)
    }
  }

  test.each(shapes)('%s has published attributes only, and the required ones', (_, change) => {
    check('detection_finding', event('ocsf', change))
  })

  test.each(shapes)('%s has ids of its class, with the captions that go with them', (_, change) => {
    const finding = event('ocsf', change)
    expect(finding).toMatchObject({ class_uid: 2004, category_uid: 2 })
    expect(finding.type_uid).toBe(200_400 + Number(finding.activity_id))
    expect(finding.severity).toBe(list.enums.severity_id?.[String(finding.severity_id)])
    expect(finding.status).toBe(list.enums.status_id?.[String(finding.status_id)])
    expect(finding.activity_name).toBe(list.enums.activity_id?.[String(finding.activity_id)])
  })

  test('findings of an incident have its id to go together by, and say what it is', () => {
    expect(event('ocsf')).toMatchObject({
      metadata: { correlation_uid: 'e64d9d3b5d5c' },
      finding_info: {
        related_events: [
          { uid: 'e64d9d3b5d5c', severity_id: 5, title: '10.0.0.66 against 10.0.1.1' },
        ],
      },
    })
    expect(event('ocsf', { incident: null }).metadata).not.toHaveProperty('correlation_uid')
  })

  test('the first revision creates, a later one updates, a settled one closes', () => {
    expect(event('ocsf', { revision: 1 }).activity_id).toBe(1)
    expect(event('ocsf', { revision: 2 }).activity_id).toBe(2)
    expect(event('ocsf', { revision: 3, state: 'closed' }).activity_id).toBe(3)
    expect(event('ocsf', { revision: 4, state: 'reopened' }).activity_id).toBe(2)
  })
})

test('otsift JSON has the columns of v_findings, the delivery, the incident and the rows behind it', () => {
  expect(event('otsift')).toMatchObject({
    delivery: '05a473f06fe9-2',
    finding: '05a473f06fe9',
    revision: 2,
    detector: 'new-client',
    severity: 'high',
    attack_v19: ['T0846', 'T1692.001'],
    incident: { id: 'e64d9d3b5d5c', severity: 'critical', title: '10.0.0.66 against 10.0.1.1' },
    evidence: [{ path: 'modbus.log', line: 9 }],
  })
})
