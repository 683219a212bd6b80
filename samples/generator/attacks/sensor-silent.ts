import { define } from '../changes/definition.js'

/** No log of any kind has a row; the plant runs on. */
export const sensorSilent = define({
  protocol: 'sensor',
  what: 'the sensor writes nothing at all for 20 minutes',
  expect: ['sensor silent'],
  minSeverity: 'medium',
  lasts: 1200,
  *steps({ sim, until }) {
    const from = sim.now
    const inside = (time: number): boolean => time >= from && time < until
    sim.filters.push((path, row, at) => {
      const ts = path === 'conn' ? at : row.ts
      return !inside(at) && !(typeof ts === 'number' && inside(ts))
    })
    yield until - from
  },
})
