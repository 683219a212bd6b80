import { createHash } from 'node:crypto'

/** Bytes before an offset whose hash tells whether a log that grew is still the same log. */
export const tailLength = 256

/** A hash that names content; 128 bits as hex. */
export function fingerprint(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32)
}

/** The last bytes of what has been read so far, kept small: the tail of the old tail and the new chunk. */
export function tailOf(previous: Buffer, chunk: Buffer): Buffer {
  if (chunk.length >= tailLength) return Buffer.from(chunk.subarray(chunk.length - tailLength))
  const joined = Buffer.concat([previous, chunk])
  return joined.subarray(Math.max(0, joined.length - tailLength))
}
