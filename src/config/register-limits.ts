import { OtsiftError } from '../errors.js'
import type { Point } from './policy.js'
import { placeOf } from './register.js'

interface Limit {
  readonly name?: unknown
  readonly min?: unknown
  readonly max?: unknown
  readonly unit?: unknown
  readonly max_rate?: unknown
}

/**
 * The points of a register-limits file of the earlier Modbus tool: `{"40001": {name, min, max, unit, max_rate}}`,
 * where `unit` is an engineering unit. A key of five or six digits is a reference, a shorter one the 0-based
 * address of a holding register. Throws `policy` for what is neither.
 */
export function pointsOfLimits(path: string, text: string): Point[] {
  const fail = (what: string) =>
    new OtsiftError('policy', what, 'Write {"40001": {"name": …, "min": …, "max": …}}.', {
      file: path,
    })
  let limits: unknown
  try {
    limits = JSON.parse(text)
  } catch (error) {
    throw fail(`It is no JSON: ${(error as Error).message}.`)
  }
  if (typeof limits !== 'object' || limits === null || Array.isArray(limits)) {
    throw fail('It is no object of registers.')
  }
  return Object.entries(limits as Record<string, Limit>).map(([key, limit]) => {
    const place = /^\d{1,4}$/.test(key)
      ? ({ table: 'holding', address: Number(key) } as const)
      : placeOf({ address: key })
    if (!place) throw fail(`${key} is no register such as 40001.`)
    if (typeof limit !== 'object' || limit === null) throw fail(`${key} has no limits.`)
    const number = (name: 'min' | 'max' | 'max_rate') => {
      const value = limit[name]
      if (value === undefined || value === null) return {}
      if (typeof value !== 'number') throw fail(`${name} of ${key} is no number.`)
      return { [name]: value }
    }
    return {
      ...place,
      name: typeof limit.name === 'string' ? limit.name : `Register ${key}`,
      ...(typeof limit.unit === 'string' ? { engineering_unit: limit.unit } : {}),
      ...number('min'),
      ...number('max'),
      ...number('max_rate'),
    }
  })
}
