import type { Point, PointTable, PointType } from './policy.js'

/** Where a point lies in a device. */
export interface Place {
  readonly table: PointTable
  /** 0-based. */
  readonly address: number
}

const references: Readonly<Record<string, PointTable>> = {
  '0': 'coil',
  '1': 'discrete',
  '3': 'input',
  '4': 'holding',
}

/**
 * The place of a point: 0-based where it names its table, else a reference of five or six digits whose first
 * tells the table (Modbus Application Protocol V1.1b3, section 4.4). `undefined` where it is neither.
 */
export function placeOf({ table, address }: Pick<Point, 'table' | 'address'>): Place | undefined {
  if (table !== undefined) {
    const number = typeof address === 'number' ? address : /^\d+$/.test(address) ? +address : -1
    return number >= 0 && number <= 0xffff ? { table, address: number } : undefined
  }
  const text = String(address)
  const named = references[text[0] ?? '']
  if (!/^\d{5,6}$/.test(text) || named === undefined) return undefined
  const number = Number(text.slice(1)) - 1
  return number >= 0 && number <= 0xffff ? { table: named, address: number } : undefined
}

/** The type of a point: what it says, else a bit in a table of bits and an unsigned word in one of words. */
export function typeOf(point: Pick<Point, 'type'>, table: PointTable): PointType {
  return point.type ?? (table === 'coil' || table === 'discrete' ? 'bit' : 'u16')
}

/** Registers that a type takes. */
export function wordsOf(type: PointType): number {
  return type === 'u32' || type === 's32' || type === 'f32' ? 2 : 1
}

/** The least and the largest raw value of a type. */
export const rangeOf: Readonly<Record<PointType, readonly [number, number]>> = {
  bit: [0, 1],
  u16: [0, 0xffff],
  s16: [-0x8000, 0x7fff],
  u32: [0, 0xffff_ffff],
  s32: [-0x8000_0000, 0x7fff_ffff],
  f32: [-3.402_823_466_385_288_6e38, 3.402_823_466_385_288_6e38],
}
