import { kind, type Message } from '../protocols/message.js'
import type { Channel, PointGroup } from './channel.js'
import type { Held } from './held.js'
import type { Numbers } from './ledger.js'
import { type HourOfPoint, PointHour } from './point-hour.js'

/** Tables of a Modbus device by function: 1 coil, 2 discrete input, 3 holding register, 4 input register. */
const tableOf = [0, 1, 2, 3, 4, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3]
const writes = [5, 6, 15, 16]
const coils = 2
const units = 65_537
const addresses = 65_536
/** Address ranges remembered of one table of one unit. */
const mostBlocks = 4096
/** What a table, a point, a range and an hour that is over take in memory, in bytes. */
const groupSize = 800
const pointSize = 450
const blockSize = 100
const hourSize = 450

/** What a finished hour says of a point. */
export interface FinishedHour {
  readonly point: number
  readonly hour: number
  readonly says: HourOfPoint
}

/** The values an exchange told: those that were read, or those whose write was not refused. */
function valuesOf(message: Message): number | Buffer | null {
  if (message.outcome !== null) return null
  const { details } = message
  const told = writes.includes(message.function)
    ? message.kind === kind.exchange
      ? details.request_values
      : null
    : details.response_values
  return typeof told === 'number' || Buffer.isBuffer(told) ? told : null
}

/** Counts the values of points by hour. */
export class PointRollup {
  readonly #numbers: Numbers
  readonly #open: PointHour[] = []
  readonly #held: Held
  #finished: FinishedHour[] = []

  constructor(numbers: Numbers, held: Held) {
    this.#numbers = numbers
    this.#held = held
  }

  /** Takes the values of a Modbus exchange; false where one is older than what was seen of its hour. */
  message(channel: Channel, message: Message, hour: number): boolean {
    const table = tableOf[message.function] ?? 0
    const { address, ts } = message
    if (table === 0 || address === null) return true
    const values = valuesOf(message)
    if (values === null) return true
    const told = typeof values === 'number' ? 1 : values.length >> 1
    // Coils come in bytes: what is beyond the quantity is filling.
    const count = Math.min(told, message.quantity ?? told, addresses - address)
    const block = this.#block(channel, message, table, address, count)
    let inOrder = true
    for (let index = 0; index < count; index += 1) {
      const point = block[index] as PointHour
      let value = typeof values === 'number' ? values : values.readUInt16BE(index * 2)
      // A coil is written as 0xFF00 and read as 1.
      if (table <= coils && value !== 0) value = 1
      if (point.hour === hour) inOrder = point.add(ts, value) && inOrder
      else {
        if (point.hour < 0) this.#open.push(point)
        else {
          this.#finished.push(finished({ ...point.close() }, point))
          this.#held.waiting += hourSize
        }
        point.open(hour, ts, value)
      }
    }
    return inOrder
  }

  /** Hands over what the hours say and begins anew. */
  *take(): Generator<FinishedHour> {
    yield* this.#finished
    for (const point of this.#open) {
      yield finished(point.close(), point)
      point.hour = -1
    }
    this.forget()
  }

  /** Drops what was counted, after a rollback. */
  forget(): void {
    this.#open.length = 0
    this.#finished = []
  }

  /** The points of a range; polls ask for the same range again and again. */
  #block(channel: Channel, message: Message, table: number, address: number, count: number) {
    const { unit, source } = message
    const id = (source * 8 + table) * units + (unit ?? -1) + 1
    let group = channel.points?.get(id)
    if (!group) {
      group = { points: new Map(), blocks: new Map(), key: -1, block: [] }
      channel.points ??= new Map()
      channel.points.set(id, group)
      this.#held.remembered += groupSize
    }
    const key = address * addresses + count
    if (group.key === key) return group.block
    let block = group.blocks.get(key)
    if (!block) {
      block = []
      for (let at = address; at < address + count; at += 1) {
        block.push(this.#point(group, channel.id, source, unit, table, at))
      }
      if (group.blocks.size >= mostBlocks) group.blocks.clear()
      group.blocks.set(key, block)
      this.#held.remembered += blockSize + 8 * count
    }
    group.key = key
    group.block = block
    return block
  }

  #point(group: PointGroup, ...key: [number, number, number | null, number, number]): PointHour {
    const address = key[4]
    let point = group.points.get(address)
    if (!point) {
      point = new PointHour(this.#numbers.point(...key))
      group.points.set(address, point)
      this.#held.remembered += pointSize
    }
    return point
  }
}

function finished(says: HourOfPoint, { point, hour }: PointHour): FinishedHour {
  return { point, hour, says }
}
