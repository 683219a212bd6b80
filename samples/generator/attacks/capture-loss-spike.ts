import { define } from '../changes/definition.js'

/** The sensor is short of time and misses traffic: silence proves nothing now. */
export const captureLossSpike = define({
  protocol: 'sensor',
  what: 'the sensor loses 8 % of the exchanges for three quarters of an hour',
  expect: ['packet loss', 'findings that rest on absence are withheld'],
  minSeverity: 'medium',
  lasts: 2700,
  *steps({ sensor, sim, until }) {
    sensor.lossShare = 0.08
    yield until - sim.now
    sensor.lossShare = 0
  },
})
