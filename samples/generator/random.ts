/** Seeded random numbers. A fork has its own stream, so one actor never disturbs another. */
export class Random {
  readonly #seed: string
  #a: number
  #b: number
  #c: number
  #d: number

  constructor(seed: string) {
    this.#seed = seed
    ;[this.#a, this.#b, this.#c, this.#d] = hash(seed)
    for (let i = 0; i < 12; i++) this.next()
  }

  fork(name: string): Random {
    return new Random(`${this.#seed}/${name}`)
  }

  /** sfc32: a number in [0, 1). */
  next(): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0
    this.#d = (this.#d + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (this.#c << 21) | (this.#c >>> 11)
    this.#c = (this.#c + t) | 0
    return (t >>> 0) / 4294967296
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next()
  }

  /** A whole number in [low, high]. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  pick<T>(list: readonly T[]): T {
    const item = list[Math.floor(this.next() * list.length)]
    if (item === undefined) throw new Error('pick from an empty list')
    return item
  }

  /** Bell-shaped, mean 0, deviation 1, never beyond 3.5: sums, since Math.log differs by engine. */
  bell(): number {
    let sum = 0
    for (let i = 0; i < 4; i++) sum += this.next()
    return (sum - 2) * 1.7320508
  }

  word(length: number): string {
    let text = ''
    for (let i = 0; i < length; i++) text += LETTERS[Math.floor(this.next() * LETTERS.length)]
    return text
  }
}

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Four words out of a text (cyrb128). */
export function hash(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762]
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i)
    a = b ^ Math.imul(a ^ k, 597399067)
    b = c ^ Math.imul(b ^ k, 2869860233)
    c = d ^ Math.imul(c ^ k, 951274213)
    d = a ^ Math.imul(d ^ k, 2716044179)
  }
  a = Math.imul(c ^ (a >>> 18), 597399067)
  b = Math.imul(d ^ (b >>> 22), 2869860233)
  c = Math.imul(a ^ (c >>> 17), 951274213)
  d = Math.imul(b ^ (d >>> 19), 2716044179)
  a ^= b ^ c ^ d
  return [a | 0, (b ^ a) | 0, (c ^ a) | 0, (d ^ a) | 0]
}
