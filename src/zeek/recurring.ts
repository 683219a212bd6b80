/** Values remembered at a time by one cache; beyond it the cache starts anew, so that memory stays flat. */
const mostKnown = 20_000
/** Bytes of the longest value remembered. */
const longest = 256

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
    let hash = size
    for (let at = start; at < end; at += 1)
      hash = Math.imul(hash ^ (bytes[at] as number), 16_777_619)
    const known = this.#known.get(hash)
    if (known !== undefined && isSame(known.bytes, bytes, start, size)) return known.value
    const value = make()
    if (this.#known.size >= mostKnown) this.#known.clear()
    this.#known.set(hash, { bytes: Buffer.from(bytes.subarray(start, end)), value })
    return value
  }
}

function isSame(known: Buffer, bytes: Buffer, start: number, size: number): boolean {
  if (known.length !== size) return false
  for (let at = 0; at < size; at += 1) if (known[at] !== bytes[start + at]) return false
  return true
}
