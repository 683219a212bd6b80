import { FieldError } from '../../zeek/columns.js'

/** Values that a message can hold: a byte counts their bytes, and a byte holds eight coils (specification 6.1). */
const mostValues = 255 * 8

/**
 * Register or coil values as stored: one value as a number, several as big-endian 16-bit words,
 * none or a vector with unset elements as null. Throws FieldError above 65535, and for more values than a
 * message can hold.
 */
export function packValues(values: readonly (number | null)[] | undefined): number | Buffer | null {
  if (values === undefined || values.length === 0 || values.includes(null)) return null
  const words = values as readonly number[]
  if (words.length > mostValues) throw new FieldError('more values than a message can hold')
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as number
    if (word !== (word & 0xffff)) throw new FieldError('a register value does not fit 16 bits')
  }
  if (words.length === 1) return words[0] ?? null
  const packed = Buffer.allocUnsafe(words.length * 2)
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as number
    packed[index * 2] = word >> 8
    packed[index * 2 + 1] = word
  }
  return packed
}
