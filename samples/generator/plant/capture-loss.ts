import type { Sensor } from '../net/sensor.js'
import type { Steps } from '../sim/simulation.js'

const PERIOD = 900

/** CaptureLoss::too_much_loss of this site, in percent. */
const TOO_MUCH = 5

/** capture_loss.log: every quarter of an hour, nearly nothing lost unless the sensor is short. */
export function* captureLoss(sensor: Sensor): Steps {
  const random = sensor.random.fork('capture loss')
  const { sim } = sensor
  for (;;) {
    const began = sim.now
    yield PERIOD + random.between(0.00001, 0.0004)
    const acks = random.int(640, 820)
    const share = sensor.lossShare > 0 ? sensor.lossShare : random.chance(0.1) ? 0.0013 : 0
    const gaps = Math.round(acks * share)
    const row = { ts: sim.now, ts_delta: sim.now - began, peer: 'zeek', gaps, acks }
    const percent = Number(((100 * gaps) / acks).toFixed(6))
    sim.emit('capture_loss', { ...row, percent_lost: percent }, sim.now)
    if (percent > TOO_MUCH) notice(sensor)
  }
}

function notice(sensor: Sensor): void {
  const { now } = sensor.sim
  const row = {
    ts: now,
    note: 'CaptureLoss::Too_Much_Loss',
    msg: `The capture loss script detected an estimated loss rate above ${TOO_MUCH.toFixed(3)}%`,
    peer_descr: 'zeek',
    actions: ['Notice::ACTION_LOG'],
    email_dest: [],
    suppress_for: 3600,
  }
  sensor.sim.emit('notice', row, now)
}
