import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { jsonLog, tsvLog } from '../zeek-log.js'
import { Random } from './random.js'
import { streams } from './traffic.js'

/** How a sensor writes and rotates its logs. */
export type Habit =
  /** zeekctl: current/, moved to a folder of the day, then gzip in pieces. TSV. */
  | 'zeekctl'
  /** Zeek by itself: renamed where it is, or copied and truncated; a restart truncates. JSON. */
  | 'plain'
  /** json-streaming-logs: x.log, x.1.log … x.4.log, the oldest is deleted. JSON. */
  | 'streaming'

/** Waits until whoever reads has all that the file has; what is deleted before that is lost for anybody. */
export type CaughtUp = (path: string, bytes: number, unfinished: number) => Promise<void>

/** A log that is being written. */
interface Writing {
  readonly name: string
  path: string
  /** All that was written to it since it was begun. */
  text: string
  /** Bytes that were made and are still in the writer's buffer. */
  buffered: string
  rotations: number
}

/**
 * A sensor that writes as Zeek does: in odd chunks with partial last lines, with rows that come late, and
 * with all its ways of rotation. What it writes is the same for the same seed, up to the times of the machine.
 * What every log had when it ended lies in `mirror`, as an undisturbed batch would find it.
 */
export class ZeekWriter {
  readonly directory: string
  readonly #mirror: string
  readonly #habit: Habit
  readonly #random: Random
  readonly #caughtUp: CaughtUp
  readonly #logs: Writing[]
  /** Time of the traffic; it runs faster than the machine's. */
  #clock = 1_700_000_000
  #generation = 0
  /** Paths of rotated json-streaming logs by name, the newest first. */
  readonly #streamed = new Map<string, string[]>()

  constructor(root: string, mirror: string, habit: Habit, seed: number, caughtUp: CaughtUp) {
    this.directory = join(root, habit === 'zeekctl' ? 'current' : 'logs')
    this.#mirror = mirror
    this.#habit = habit
    this.#random = new Random(seed)
    this.#caughtUp = caughtUp
    mkdirSync(this.directory, { recursive: true })
    this.#logs = Object.keys(streams).map((name) => ({
      name,
      path: join(this.directory, `${habit === 'streaming' ? 'json_streaming_' : ''}${name}.log`),
      text: '',
      buffered: '',
      rotations: 0,
    }))
  }

  /** Does the next thing: mostly a chunk of a log, now and then a rotation, a restart, a deploy. */
  async step(): Promise<void> {
    const log = this.#random.pick(this.#logs)
    if (this.#random.chance(0.94)) this.#grow(log)
    else if (this.#random.chance(0.9)) await this.#rotate(log)
    else if (this.#random.chance(0.5)) await this.#vanish()
    else await this.#restart()
  }

  /** Writes what is buffered, and puts what every log has into the mirror. */
  finish(): void {
    for (const log of this.#logs) {
      this.#flush(log)
      this.#keep(log, false)
    }
  }

  #grow(log: Writing): void {
    const { columns, rows } = this.#stream(log)
    this.#clock += this.#random.whole(0, 20)
    for (let index = this.#random.whole(1, 12); index > 0; index -= 1) {
      this.#clock += this.#random.next()
      const late = this.#random.chance(0.05) ? this.#random.whole(1, 300) : 0
      const ts = Math.round((this.#clock - late) * 1e6) / 1e6
      const made = rows(ts, this.#random)
      const whole = this.#habit === 'zeekctl' ? tsvLog(log.name, columns, made) : jsonLog(made)
      const header = whole.lastIndexOf('\n#') + 1
      const body = header === 0 ? whole : whole.slice(whole.indexOf('\n', header) + 1)
      log.buffered += log.text === '' && log.buffered === '' ? whole : body
    }
    // Zeek writes when its buffer is full: anywhere in a line.
    this.#write(log, this.#random.whole(0, log.buffered.length))
  }

  #stream(log: Writing) {
    const stream = streams[log.name]
    if (!stream) throw new Error(log.name)
    return stream
  }

  #write(log: Writing, length: number): void {
    const piece = log.buffered.slice(0, length)
    if (piece === '') return
    appendFileSync(log.path, piece)
    log.buffered = log.buffered.slice(length)
    log.text += piece
  }

  #flush(log: Writing): void {
    this.#write(log, log.buffered.length)
  }

  async #rotate(log: Writing): Promise<void> {
    this.#flush(log)
    if (log.text === '') return
    log.rotations += 1
    if (this.#habit === 'zeekctl') await this.#archive(log)
    else if (this.#habit === 'streaming') await this.#shift(log)
    else this.#aside(log)
    log.text = ''
  }

  /** zeekctl: renamed into the folder of the day, then gzip beside it in pieces, then the original goes. */
  async #archive(log: Writing): Promise<void> {
    const zipped = this.#random.chance(0.7)
    this.#keep(log, zipped)
    const day = new Date().toISOString().slice(0, 10)
    const stamp = String(10_000 + log.rotations)
    const time = `${stamp.slice(0, 1)}0:${stamp.slice(1, 3)}:${stamp.slice(3)}`
    const path = join(dirname(this.directory), day, `${log.name}.${time}-${time}.log`)
    mkdirSync(dirname(path), { recursive: true })
    renameSync(log.path, path)
    if (!zipped) return
    await this.#pause()
    const bytes = gzipSync(readFileSync(path))
    const cut = this.#random.whole(0, bytes.length)
    writeFileSync(`${path}.gz`, bytes.subarray(0, cut))
    await this.#pause()
    appendFileSync(`${path}.gz`, bytes.subarray(cut))
    rmSync(path)
  }

  /** Plain Zeek: renamed where it is; or, by logrotate, copied and truncated; some files are copied by somebody. */
  #aside(log: Writing): void {
    this.#keep(log, false)
    const number = String(log.rotations).padStart(2, '0')
    const path = log.path.replace(/\.log$/, `.2023-11-15-10-00-${number}.log`)
    if (this.#random.chance(0.5)) renameSync(log.path, path)
    else {
      copyFileSync(log.path, path)
      writeFileSync(log.path, '')
    }
    if (this.#random.chance(0.2)) copyFileSync(path, path.replace('2023', '2022'))
  }

  /** json-streaming-logs: x.log becomes x.1.log, and so on; the fifth is deleted. */
  async #shift(log: Writing): Promise<void> {
    this.#keep(log, false)
    const kept = this.#streamed.get(log.name) ?? []
    const numbered = (number: number) => log.path.replace(/\.log$/, `.${number}.log`)
    for (let number = kept.length; number >= 1; number -= 1) {
      const text = kept[number - 1] ?? ''
      if (number < 4) renameSync(numbered(number), numbered(number + 1))
      else {
        await this.#caughtUp(numbered(number), Buffer.byteLength(text), 0)
        rmSync(numbered(number))
      }
    }
    renameSync(log.path, numbered(1))
    this.#streamed.set(log.name, [log.text, ...kept].slice(0, 4))
  }

  /** The directory disappears for a moment, as during a deploy. */
  async #vanish(): Promise<void> {
    renameSync(this.directory, `${this.directory}-away`)
    await this.#pause()
    renameSync(`${this.directory}-away`, this.directory)
  }

  /** Zeek dies in the middle of a line and is started again: logs are truncated where they are. */
  async #restart(): Promise<void> {
    if (this.#habit === 'zeekctl') return
    for (const log of this.#logs) {
      log.buffered = ''
      if (log.text === '' || !existsSync(log.path)) continue
      const whole = log.text.lastIndexOf('\n') + 1
      // Of a log that has no whole line yet nobody can have anything.
      if (whole > 0) await this.#caughtUp(log.path, whole, log.text.length - whole)
      this.#keep(log, false)
      writeFileSync(log.path, '')
      log.text = ''
    }
  }

  #keep(log: Writing, zipped: boolean): void {
    if (log.text === '') return
    this.#generation += 1
    const name = `${this.#generation}/${log.path.slice(this.directory.length + 1)}`
    const path = join(this.#mirror, zipped ? `${name}.gz` : name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, zipped ? gzipSync(log.text) : log.text)
  }

  #pause(): Promise<void> {
    return sleep(this.#random.whole(0, 60))
  }
}
