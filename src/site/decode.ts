import type { MappedPoint } from './register-map.js'

/** Registers or coils as they are stored: one as a number, several as big-endian 16-bit words. */
export type Words = number | Buffer

/** How many registers or coils there are. */
export function lengthOf(words: Words): number {
  return typeof words === 'number' ? 1 : words.length >> 1
}

const scratch = Buffer.alloc(4)

/**
 * The value of a point in engineering units, from registers of which the first has this address. Null for a
 * float that is no number.
 */
export function decode(point: MappedPoint, words: Words, first: number): number | null {
  const at = point.address - first
  const high = wordAt(words, at)
  const raw = point.words === 1 ? single(point, high) : double(point, high, wordAt(words, at + 1))
  if (!Number.isFinite(raw)) return null
  // 235 times 0.1 is 23.5, not 23.500000000000004.
  return point.scale === 1 ? raw : Number((raw * point.scale).toPrecision(12))
}

function single({ type }: MappedPoint, word: number): number {
  // A coil is written as 0xFF00 and read as 1.
  if (type === 'bit') return word === 0 ? 0 : 1
  return type === 's16' && word >= 0x8000 ? word - 0x1_0000 : word
}

function double({ type, word_order }: MappedPoint, first: number, second: number): number {
  scratch.writeUInt16BE(word_order === 'little' ? second : first, 0)
  scratch.writeUInt16BE(word_order === 'little' ? first : second, 2)
  if (type === 'f32') return Number(scratch.readFloatBE(0).toPrecision(7))
  return type === 's32' ? scratch.readInt32BE(0) : scratch.readUInt32BE(0)
}

function wordAt(words: Words, index: number): number {
  return typeof words === 'number' ? words : words.readUInt16BE(index * 2)
}
