import fc from 'fast-check'
import { incidentsOf, type Part } from '../../src/findings/incident.js'

const part = (change: Partial<Part>): Part => ({
  finding: 'a',
  start: 0,
  end: 0,
  severity: 'high',
  sensor: 'north',
  client: '10.0.0.9',
  server: '10.0.0.2',
  stage: 'discovery',
  shows: 'deed',
  ...change,
})
const scan = part({ finding: 'scan' })
const stop = part({ finding: 'stop', start: 600, end: 610, stage: 'inhibit response function' })
const change = part({ finding: 'change', start: 900, end: 900, stage: 'impair process control' })
const names = (parts: readonly Part[]) => parts.map(({ finding }) => finding)

describe('findings of one source on one target', () => {
  test('that serve two tactics within an hour are an incident, in order of time', () => {
    const [incident, ...more] = incidentsOf([stop, scan])
    expect(more).toEqual([])
    expect(incident).toMatchObject({
      client: '10.0.0.9',
      server: '10.0.0.2',
      severity: 'high',
      start: 0,
      end: 610,
      stages: ['discovery', 'inhibit response function'],
    })
    expect(names(incident?.parts ?? [])).toEqual(['scan', 'stop'])
  })

  test('are critical together from three deeds on', () => {
    expect(incidentsOf([scan, stop, change])).toMatchObject([{ severity: 'critical' }])
  })

  test.each([
    ['one finding, however often', [scan, part({ finding: 'scan', start: 900 })]],
    ['one tactic', [scan, part({ finding: 'other', start: 900 })]],
    ['more than an hour apart', [scan, { ...stop, start: 3700, end: 3700 }]],
    ['another source', [scan, { ...stop, client: '10.0.0.8' }]],
    ['another target', [scan, { ...stop, server: '10.0.0.3' }]],
    ['another sensor', [scan, { ...stop, sensor: 'south' }]],
    [
      'nothing that is bad by itself',
      [scan, stop].map((each) => ({ ...each, severity: 'medium' })),
    ],
    ['no more than information', [scan, { ...stop, severity: 'info' }]],
    ['a deed nobody can be named for', [scan, { ...stop, client: null }]],
    ['nothing but effects', [scan, stop].map((each) => ({ ...each, shows: 'effect' }))],
  ] as [string, Part[]][])('are none: %s', (_, parts) => {
    expect(incidentsOf(parts)).toEqual([])
  })

  test('go on as long as each hour has a chain', () => {
    const later = [3000, 6000, 9000].flatMap((at) => [
      part({ finding: `scan ${at}`, start: at, end: at }),
      { ...stop, finding: `stop ${at}`, start: at + 60, end: at + 60 },
    ])
    expect(incidentsOf([scan, stop, ...later])).toHaveLength(1)
    const apart = later.map((each) => ({
      ...each,
      start: each.start + 90_000,
      end: each.end + 90_000,
    }))
    expect(incidentsOf([scan, stop, ...apart])).toHaveLength(2)
  })

  test('take in what befell the target then, whoever saw it, but not what came much later', () => {
    const missing = part({
      finding: 'missing',
      client: '10.0.0.1',
      start: 700,
      end: 900,
      shows: 'absence',
    })
    const slow = part({ finding: 'slow', client: null, start: 650, end: 660, shows: 'effect' })
    const late = { ...slow, finding: 'late', start: 5000, end: 5000 }
    const [incident] = incidentsOf([scan, stop, missing, slow, late])
    expect(names(incident?.parts ?? [])).toEqual(['scan', 'stop', 'slow', 'missing'])
  })

  test('take in what the source did to several targets, in the incident of each', () => {
    const sweep = part({ finding: 'sweep', server: null, stage: 'initial access' })
    const other = { ...stop, server: '10.0.0.3', finding: 'other' }
    const servers = incidentsOf([sweep, stop, other]).map(({ server }) => server)
    expect(servers.sort()).toEqual(['10.0.0.2', '10.0.0.3'])
    expect(incidentsOf([sweep, { ...sweep, finding: 'sweep 2', stage: 'discovery' }])).toEqual([])
  })
})

test('incidents do not depend on the order in which findings stand', () => {
  const some = fc.array(
    fc.record({
      finding: fc.constantFrom('a', 'b', 'c', 'd'),
      start: fc.integer({ min: 0, max: 20 }).map((n) => n * 500),
      client: fc.constantFrom('10.0.0.9', '10.0.0.8', null),
      server: fc.constantFrom('10.0.0.2', '10.0.0.3', null),
      stage: fc.constantFrom('discovery', 'impact', null),
      shows: fc.constantFrom('deed' as const, 'effect' as const),
    }),
    { maxLength: 12 },
  )
  const apart = (parts: readonly Part[]) => [
    ...new Map(parts.map((each) => [`${each.finding} ${each.start}`, each])).values(),
  ]
  fc.assert(
    fc.property(some, fc.infiniteStream(fc.nat()), (changes, dice) => {
      const parts = apart(changes.map((each) => part({ ...each, end: each.start })))
      const shuffled = parts
        .map((each) => [dice.next().value, each] as const)
        .sort((a, b) => a[0] - b[0])
        .map(([, each]) => each)
      expect(incidentsOf(shuffled)).toEqual(incidentsOf(parts))
    }),
  )
})
