import { deliveryId, type Told } from '../told.js'

/** A revision as otsift's own JSON: the columns of `v_findings`, and which delivery it is. */
export function otsiftEvent(told: Told): object {
  const { id, attack_v19, attack_v18, severity_steps, ...finding } = told
  return {
    delivery: deliveryId(told),
    finding: id,
    ...finding,
    attack_v19: attack_v19.split(',').filter((each) => each !== ''),
    attack_v18: attack_v18.split(',').filter((each) => each !== ''),
    severity_steps: JSON.parse(severity_steps) as unknown,
  }
}
