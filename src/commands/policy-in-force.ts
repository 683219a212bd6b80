import { applyPolicy, forgetPolicy } from '../config/apply.js'
import { defaultPolicyPath, type LoadedPolicy, loadPolicy } from '../config/load.js'
import { didYouMean } from '../config/suggest.js'
import type { Detector } from '../detect/detector.js'
import type { Database } from '../store/database.js'

/** How commands take a policy: a file, `false` for none at all, or nothing. */
export type PolicyArgument = string | false | undefined

/**
 * Brings the policy of the database up to date: the named one, else the one beside the database, else the one
 * that was there last. Throws `policy` for one that is wrong, before anything is written.
 */
export function usePolicy(
  db: Database,
  path: string,
  named: PolicyArgument,
  detectors: readonly Detector[],
): void {
  if (named === false) {
    forgetPolicy(db)
    return
  }
  const file = named ?? defaultPolicyPath(path)
  if (file === undefined) return
  const loaded = loadPolicy(file)
  checkDetectors(loaded, detectors)
  applyPolicy(db, loaded)
}

/** Throws `policy` for a detector or a param that is not there. */
export function checkDetectors(
  { policy, document }: LoadedPolicy,
  detectors: readonly Detector[],
): void {
  const ids = detectors.map((each) => each.id)
  const named: (readonly [string, readonly (string | number)[]])[] = [
    ...Object.keys(policy.detectors ?? {}).map((id) => [id, ['detectors', id]] as const),
    ...(policy.suppressions ?? []).flatMap(({ detector }, index) =>
      detector === undefined ? [] : [[detector, ['suppressions', index, 'detector']] as const],
    ),
  ]
  for (const [id, keys] of named) {
    if (ids.includes(id)) continue
    const near = didYouMean(id, ids)
    const next = 'See `otsift detectors list`; one of your own needs its --detectors.'
    throw document.error(`there is no detector ${id}.${near}`, keys, next)
  }
  for (const [id, { params = {} }] of Object.entries(policy.detectors ?? {})) {
    const known = detectors.find((each) => each.id === id)?.params ?? {}
    for (const [name, value] of Object.entries(params)) {
      const keys = ['detectors', id, 'params', name]
      const param = known[name]
      if (!param) {
        const near = didYouMean(name, Object.keys(known))
        throw document.error(`${id} has no param ${name}.${near}`, keys)
      }
      const fits =
        param.type === 'string'
          ? typeof value === 'string'
          : typeof value === 'number' && (param.type === 'number' || Number.isInteger(value))
      if (!fits) throw document.error(`${name} is of type ${param.type}.`, keys)
    }
  }
}
