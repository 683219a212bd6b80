import { CHANGES, type ChangeKind } from '../../samples/generator/changes/index.js'
import { MONDAY, plant } from '../../samples/generator/plant/plant.js'
import type { LogRow } from '../../samples/generator/zeek/value.js'

const NOON = MONDAY + 12 * 3600
const WATCHED = ['modbus_detailed', 'dnp3', 's7comm', 'capture_loss', 'analyzer', 'conn'] as const
const options = { seed: 5, speed: 0.2, only: WATCHED }
const text = (row: LogRow): string => JSON.stringify(row)
const quiet = [...plant(options).rows]
const quietTexts = new Set(quiet.map(text))

describe.each(Object.keys(CHANGES) as ChangeKind[])('the change %s', (kind) => {
  const changed = plant({ ...options, changes: [{ kind, at: NOON }] })
  const rows = [...changed.rows]
  const texts = new Set(rows.map(text))
  const [incident] = changed.incidents
  const touched = quiet
    .filter((row) => !texts.has(text(row)))
    .concat(rows.filter((row) => !quietTexts.has(text(row))))

  test('shows in the logs, and not before its time', () => {
    expect(touched.length).toBeGreaterThan(0)
    expect(Math.min(...touched.map((row) => row.at))).toBeGreaterThan(incident?.from ?? 0)
  })

  test('leaves other hosts alone', () => {
    const hosts = [incident?.client, incident?.server]
    if (incident?.protocol === 'sensor') return
    const strangers = touched.filter(
      ({ row }) => !hosts.includes(String(row['id.orig_h'])) && row['id.resp_h'] !== hosts[1],
    )
    expect(strangers).toEqual([])
  })

  test('ends after it began and says what should be found', () => {
    expect(incident?.to).toBeGreaterThan(incident?.from ?? 0)
    expect(incident?.expect.length).toBeGreaterThan(0)
  })
})

test('a change in a works that is not there is refused', () => {
  expect(() => plant({ changes: [{ kind: 'new-client', at: NOON, cell: 1 }] })).toThrow(
    'there is no works 1: the scale is 1',
  )
})
