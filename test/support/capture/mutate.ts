/** Damages conversations, the same way for the same seed. */

export interface Message {
  fromClient: boolean
  payload: Buffer
}

export type Random = (below: number) => number

/** Mulberry32: small, and good enough to choose bytes. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000) * below)
  }
}

/** Values that lengths and counts are most often wrong with. */
const EDGES = [0x00, 0x01, 0x7f, 0x80, 0xff]

function setByte(payload: Buffer, random: Random): Buffer {
  const copy = Buffer.from(payload)
  const value = random(2) === 0 ? random(256) : (EDGES[random(EDGES.length)] ?? 0)
  if (copy.length > 0) copy[random(copy.length)] = value
  return copy
}

function truncate(payload: Buffer, random: Random): Buffer {
  return payload.subarray(0, random(payload.length + 1))
}

function removePart(payload: Buffer, random: Random): Buffer {
  const from = random(payload.length + 1)
  const to = from + random(payload.length - from + 1)
  return Buffer.concat([payload.subarray(0, from), payload.subarray(to)])
}

function insertNoise(payload: Buffer, random: Random): Buffer {
  const at = random(payload.length + 1)
  const noise = Buffer.from(Array.from({ length: 1 + random(20) }, () => random(256)))
  return Buffer.concat([payload.subarray(0, at), noise, payload.subarray(at)])
}

function splice(payload: Buffer, random: Random, all: readonly Message[]): Buffer {
  const other = all[random(all.length)]?.payload ?? payload
  return Buffer.concat([
    payload.subarray(0, random(payload.length + 1)),
    other.subarray(random(other.length + 1)),
  ])
}

const MUTATIONS = [setByte, setByte, setByte, truncate, removePart, insertNoise, splice]

/** One to six mutations, anywhere in the messages; now and then one changes sides or place. */
export function mutate(messages: readonly Message[], random: Random): Message[] {
  const mutated = [...messages]
  for (let n = 1 + random(6); n > 0; n -= 1) {
    const at = random(mutated.length)
    const message = mutated[at]
    if (message === undefined) continue
    const change = MUTATIONS[random(MUTATIONS.length)] ?? setByte
    mutated[at] = { ...message, payload: change(message.payload, random, messages) }
    if (random(10) === 0) mutated[at] = { ...message, fromClient: !message.fromClient }
    if (random(10) === 0) mutated.splice(random(mutated.length), 0, message)
  }
  return mutated.filter(({ payload }) => payload.length > 0)
}
