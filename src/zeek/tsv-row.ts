const newline = 10
const carriageReturn = 13
const zero = 48
const nine = 57
const point = 46

/** The most columns a log may have: a wider header is not a Zeek log. */
export const mostFields = 4096

/**
 * One TSV line and where its fields stand, found in one pass over the bytes of a chunk. A reader has one and
 * moves it from line to line: text is only made of the fields that somebody asks for.
 */
export class TsvRow {
  bytes: Buffer = Buffer.alloc(0)
  /** Number of fields. */
  count = 0
  /** Where each field begins; it ends a byte before the next one begins. */
  readonly bounds = new Int32Array(mostFields + 2)

  /** Takes the line that begins at `from`, without its newline; returns where the next one begins. */
  move(bytes: Buffer, from: number, separator: number): number {
    const { bounds } = this
    const size = bytes.length
    let count = 1
    let at = from
    bounds[0] = from
    for (; at < size; at += 1) {
      const byte = bytes[at]
      if (byte === separator) {
        if (count <= mostFields) bounds[count] = at + 1
        count += 1
      } else if (byte === newline) break
    }
    const end = at > from && bytes[at - 1] === carriageReturn ? at - 1 : at
    if (count <= mostFields) bounds[count] = end + 1
    this.bytes = bytes
    this.count = count
    return at + 1
  }

  /** Takes fields that were split elsewhere. */
  fill(fields: readonly string[]): void {
    this.bytes = Buffer.from(fields.join('\n'))
    this.count = fields.length
    let at = 0
    for (let index = 0; index < Math.min(fields.length, mostFields); index += 1) {
      this.bounds[index] = at
      at += Buffer.byteLength(fields[index] ?? '') + 1
      this.bounds[index + 1] = at
    }
  }

  /** First byte of a field. */
  start(index: number): number {
    return this.bounds[index] as number
  }

  /** The byte after the last one of a field. */
  end(index: number): number {
    return (this.bounds[index + 1] as number) - 1
  }

  /** A field as it stands there; invalid UTF-8 becomes U+FFFD. */
  text(index: number): string {
    return this.bytes.toString('utf8', this.start(index), this.end(index))
  }

  /** Every field as it stands there. */
  texts(): string[] {
    return Array.from({ length: this.count }, (_, index) => this.text(index))
  }

  /** True where a field has just these bytes. */
  holds(index: number, wanted: Buffer): boolean {
    const start = this.start(index)
    if (this.end(index) - start !== wanted.length) return false
    for (let at = 0; at < wanted.length; at += 1) {
      if (this.bytes[start + at] !== wanted[at]) return false
    }
    return true
  }

  /** A field of plain digits with at most one point among them as exactly that number; NaN for any other. */
  decimal(index: number): number {
    return decimal(this.bytes, this.start(index), this.end(index))
  }
}

/** Plain digits with at most one point among them as exactly that number; NaN for anything else. */
export function decimal(bytes: Buffer, start: number, end: number): number {
  let digits = 0
  let after = -1
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number
    if (byte >= zero && byte <= nine) digits = digits * 10 + (byte - zero)
    else if (byte === point && after < 0) after = end - at - 1
    else return Number.NaN
  }
  const few = end - start <= 17 && end > start && digits <= Number.MAX_SAFE_INTEGER
  if (!few || after === 0 || after === end - start - 1) return Number.NaN
  // A whole number by a power of ten, both exact, is rounded as reading the text would be.
  return after < 0 ? digits : digits / (powers[after] as number)
}

const powers = Array.from({ length: 18 }, (_, exponent) => 10 ** exponent)
