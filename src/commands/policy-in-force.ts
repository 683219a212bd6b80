import { applyPolicy, forgetPolicy } from '../config/apply.js'
import type { PolicyDocument } from '../config/document.js'
import { defaultPolicyPath, type LoadedPolicy, loadPolicy } from '../config/load.js'
import type { Policy } from '../config/policy.js'
import { didYouMean } from '../config/suggest.js'
import type { Detector } from '../detect/detector.js'
import type { OtsiftError } from '../errors.js'
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
  if (file !== undefined) applyPolicy(db, faultlessPolicy(file, detectors))
}

/** Reads a policy. Throws `policy` for the first thing in it that is wrong, `io` without a file. */
export function faultlessPolicy(file: string, detectors: readonly Detector[]): LoadedPolicy {
  const loaded = loadPolicy(file)
  const complaint = detectorComplaints(loaded, detectors)[0]
  if (complaint) throw complaint
  return loaded
}

/** Detectors and params that a policy names and that are not there. */
export function detectorComplaints(
  { policy, document }: LoadedPolicy,
  detectors: readonly Detector[],
): OtsiftError[] {
  const ids = detectors.map((each) => each.id)
  const named: (readonly [string, readonly (string | number)[]])[] = [
    ...Object.keys(policy.detectors ?? {}).map((id) => [id, ['detectors', id]] as const),
    ...(policy.suppressions ?? []).flatMap(({ detector }, index) =>
      detector === undefined ? [] : [[detector, ['suppressions', index, 'detector']] as const],
    ),
  ]
  const unknown = named.filter(([id]) => !ids.includes(id))
  const next = 'See `otsift detectors list`; one of your own needs its --detectors.'
  return [
    ...unknown.map(([id, keys]) =>
      document.error(`there is no detector ${id}.${didYouMean(id, ids)}`, keys, next),
    ),
    ...detectors.flatMap((each) => paramComplaints(policy, document, each)),
  ]
}

function paramComplaints(
  policy: Policy,
  document: PolicyDocument,
  { id, params }: Detector,
): OtsiftError[] {
  const given = Object.entries(policy.detectors?.[id]?.params ?? {})
  return given.flatMap(([name, value]) => {
    const keys = ['detectors', id, 'params', name]
    const param = params[name]
    if (!param) {
      const near = didYouMean(name, Object.keys(params))
      return [document.error(`${id} has no param ${name}.${near}`, keys)]
    }
    const fits =
      param.type === 'string'
        ? typeof value === 'string'
        : typeof value === 'number' && (param.type === 'number' || Number.isInteger(value))
    return fits ? [] : [document.error(`${name} is of type ${param.type}.`, keys)]
  })
}
