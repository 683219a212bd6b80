import { archiveFiles } from '../../samples/generator/archive.js'
import { attackList } from '../../samples/generator/attack-list.js'
import { MONDAY, plant } from '../../samples/generator/plant/plant.js'
import { SAMPLES_CHANGES } from '../../samples/generator/story.js'
import { columnsOf, type LogPath } from '../../samples/generator/zeek/columns.js'
import type { LogRow } from '../../samples/generator/zeek/value.js'

const DAY = 86_400
const slow = { speed: 0.1 }
const texts = (seed: number): string =>
  [...archiveFiles(plant({ ...slow, seed }).rows)].map((file) => file.name + file.text).join('')

const dayFour = plant({ seed: 3, start: MONDAY + 3 * DAY, changes: SAMPLES_CHANGES })
const rows = [...dayFour.rows]
const of = (path: LogPath): LogRow[] => rows.filter((row) => row.path === path)
const where = (path: LogPath, match: Record<string, unknown>): LogRow[] =>
  of(path).filter(({ row }) => Object.entries(match).every(([key, value]) => row[key] === value))

describe('the samples generator', () => {
  test('makes the same bytes for the same seed, and others for another', () => {
    const first = texts(1)
    expect(texts(1) === first).toBe(true)
    expect(texts(2) === first).toBe(false)
  })

  test('hands rows out in the order they are written', () => {
    expect(rows.findIndex((row, i) => row.at < (rows[i - 1]?.at ?? 0))).toBe(-1)
  })

  test('writes only columns that the log has', () => {
    const unknown = new Set<string>()
    for (const path of new Set(rows.map((row) => row.path))) {
      const known = new Set(columnsOf(path).map((column) => column.name))
      for (const { row } of of(path)) {
        for (const name of Object.keys(row)) if (!known.has(name)) unknown.add(`${path}.${name}`)
      }
    }
    expect([...unknown]).toEqual([])
  })

  test('gives modbus.log and modbus_detailed.log the same requests', () => {
    const key = ({ row }: LogRow): string => [row.uid, row.tid, row.unit, row.ts].join(' ')
    const asked = where('modbus', { pdu_type: 'REQ' }).map(key)
    const answers = new Set(where('modbus', { pdu_type: 'RESP' }).map(key))
    const detailed = of('modbus_detailed')
      .map(key)
      .filter((one) => !answers.has(one))
    expect(detailed.length).toBe(asked.length)
    expect(detailed.sort().join() === asked.sort().join()).toBe(true)
  })

  test('ends each connection that carried a message with a conn row', () => {
    const ended = new Set(of('conn').map(({ row }) => row.uid))
    for (const path of ['modbus', 'dnp3', 's7comm', 'cotp'] as const) {
      expect(of(path).filter(({ row }) => !ended.has(row.uid))).toEqual([])
    }
  })

  test('keeps what is normal as it was when something is added', () => {
    const quiet = plant({ seed: 3, start: MONDAY + 3 * DAY, only: ['conn'] })
    const disturbed = new Set(of('conn').map(({ row }) => row.uid))
    const missing = [...quiet.rows].filter(({ row }) => !disturbed.has(row.uid))
    expect(missing.map(({ row }) => row.uid).length).toBeLessThan(6)
  })

  test('states each attack with a span of its own', () => {
    const attacks = attackList(dayFour.incidents)
    expect(attacks.map((attack) => attack.id)).toEqual(SAMPLES_CHANGES.map(({ kind }) => kind))
    attacks.forEach((attack, i) => {
      expect(attack.to).toBeGreaterThan(attack.from)
      expect(attack.to + 1200).toBeLessThan(attacks[i + 1]?.from ?? dayFour.end)
    })
  })

  test('leaves a trace of each attack in the log it belongs to', () => {
    const counts = {
      illegal: where('modbus', { exception: 'ILLEGAL_DATA_ADDRESS' }).length,
      deaf: where('modbus_detailed', { request_subfunction_code: 'Force Listen Only Mode' }).length,
      restarts: where('dnp3', { fc_request: 'COLD_RESTART' }).length,
      operated: where('dnp3_control', { function_code: 'DIRECT_OPERATE' }).length,
      stops: where('s7comm', { function_name: 'PLC Stop', is_orig: true }).length,
      violations: where('analyzer', { analyzer_name: 'MODBUS' }).length,
    }
    const expected = { deaf: 1, restarts: 1, operated: 16, stops: 1, violations: 4 }
    expect(counts).toEqual({ illegal: 77, ...expected })
  })

  test('is silent when the sensor is', () => {
    const silence = dayFour.incidents.at(-1)
    expect(silence?.id).toBe('sensor-silent')
    expect(rows.filter(({ at }) => silence && at >= silence.from && at < silence.to)).toEqual([])
  })

  test('rotates as often as it is told', () => {
    const { rows: fresh } = plant({ ...slow, only: ['capture_loss'] })
    const names = [...archiveFiles(fresh, { every: 3600 })].map((file) => file.name)
    expect(names).toHaveLength(24)
    expect(names[23]).toBe('2026-03-02/capture_loss.23:00:00-00:00:00.log.gz')
  })
})
