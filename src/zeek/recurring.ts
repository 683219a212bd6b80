/** Values remembered at a time by one cache; beyond it the cache starts anew, so that memory stays flat. */
const mostKnown = 4096
/** Bytes of the longest value remembered. */
const longest = 128

interface Known<T> {
  readonly bytes: Buffer
  readonly value: T
}

/** Remembers what was made of bytes that come again and again, such as an address or the name of a function. */
export class Recurring<T> {
  readonly #known = new Map<number, Known<T>>()

  /** What was made of these bytes, or what `make` makes of them now. */
  get(bytes: Buffer, start: number, end: number, make: () => T): T {
    const size = end - start
    if (size > longest) return make()
    const hash = hashOf(bytes, start, end)
    const known = this.#known.get(hash)
    if (known !== undefined && isSame(known.bytes, bytes, start, size)) return known.value
    const value = make()
    if (this.#known.size >= mostKnown) this.#known.clear()
    this.#known.set(hash, { bytes: Buffer.from(bytes.subarray(start, end)), value })
    return value
  }
}

/** A 31-bit hash, of four bytes at a time. */
function hashOf(bytes: Buffer, start: number, end: number): number {
  let hash = end - start
  let at = start
  for (; at + 3 < end; at += 4) {
    const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
    const high = (bytes[at + 2] as number) | ((bytes[at + 3] as number) << 8)
    hash = Math.imul(hash ^ low ^ (high << 16), 0x9e3779b1)
    hash ^= hash >>> 15
  }
  for (; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193)
  return hash >>> 1
}

function isSame(known: Buffer, bytes: Buffer, start: number, size: number): boolean {
  if (known.length !== size) return false
  for (let at = 0; at < size; at += 1) if (known[at] !== bytes[start + at]) return false
  return true
}
