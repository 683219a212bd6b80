import type {
  FactWriter,
  MessageFact,
  RejectedLine,
  ResponseFact,
  RowFact,
} from '../count/write.js'
import type { Message } from '../protocols/message.js'
import type { Checkpoint, ResumeState } from './checkpoint.js'
import { Pairing } from './pairing.js'
import type { Parsed } from './parse.js'

/** Rejected lines kept of one log with their text; beyond it they are counted only. */
const mostRejectedKept = 10_000
/** Characters kept of a rejected line. */
const rejectedText = 500

/** Facts of consecutive lines of one log, collected to be written in one transaction. */
export class Batch {
  readonly #log: string
  readonly #sensor: string
  readonly #checkpoint: Checkpoint
  readonly #pairing: Pairing
  #messages: MessageFact[] = []
  #responses: ResponseFact[] = []
  #rows: RowFact[] = []
  #rejected: RejectedLine[] = []
  #counted: { sensor: string; ts: number }[] = []
  #lastTs: number | undefined

  constructor(log: string, sensor: string, checkpoint: Checkpoint, state: ResumeState) {
    this.#log = log
    this.#sensor = sensor
    this.#checkpoint = checkpoint
    this.#pairing = new Pairing(state.pairing)
    this.#lastTs = state.last
  }

  /** Requests that wait for their response, and the time of the last row. */
  get state(): Pick<ResumeState, 'pairing' | 'last'> {
    return { pairing: this.#pairing.state(), last: this.#lastTs }
  }

  /** Takes what the next line came to; its text is asked for only where it is kept. */
  add(parsed: Parsed, text: () => string): void {
    this.#checkpoint.line += 1
    if (parsed.kind === 'none') return
    if (parsed.kind === 'rejected') {
      this.reject(parsed.reason, text())
      return
    }
    this.#checkpoint.rows += 1
    this.#checkpoint.stored += 1
    const sensor = parsed.sensor ?? this.#sensor
    const { line } = this.#checkpoint
    for (const fact of parsed.facts) {
      if ('message' in fact) this.#message(sensor, line, fact.message)
      else this.#rows.push({ sensor, line, ...fact })
    }
    const first = parsed.facts[0]
    if (first) this.#seen(sensor, 'message' in first ? first.message.ts : Number(first.columns.ts))
  }

  /** Keeps the current line as one that could not be read. */
  reject(reason: string, text: string): void {
    this.#checkpoint.rows += 1
    this.#checkpoint.rejected += 1
    if (this.#checkpoint.rejected > mostRejectedKept) return
    const { line } = this.#checkpoint
    this.#rejected.push({ line, reason: own(reason), text: own(text.slice(0, rejectedText)) })
  }

  /** Writes everything collected; the caller holds the transaction. */
  write(writer: FactWriter): void {
    const file = this.#checkpoint.id
    for (const { sensor, ts } of this.#counted) writer.count(sensor, this.#log, ts)
    for (const fact of this.#messages) writer.message(file, fact)
    for (const fact of this.#rows) writer.row(file, fact)
    // A response changes a row, which must be there.
    if (this.#responses.length > 0) writer.flushRows()
    for (const fact of this.#responses) writer.response(file, fact)
    for (const fact of this.#rejected) writer.rejected(file, fact)
    this.#pairing.stored()
    this.#messages = []
    this.#responses = []
    this.#rows = []
    this.#rejected = []
    this.#counted = []
  }

  #message(sensor: string, line: number, message: Message): void {
    const told = this.#pairing.offer(message, line)
    if (!told) return
    if ('request_ts' in told) this.#responses.push({ sensor, ...told })
    else this.#messages.push({ sensor, line, message: told })
  }

  #seen(sensor: string, ts: number): void {
    this.#counted.push({ sensor, ts })
    const { first_ts, last_ts, backwards } = this.#checkpoint
    this.#checkpoint.backwards = Math.max(backwards, (this.#lastTs ?? ts) - ts)
    this.#lastTs = ts
    this.#checkpoint.first_ts = first_ts === null ? ts : Math.min(first_ts, ts)
    this.#checkpoint.last_ts = last_ts === null ? ts : Math.max(last_ts, ts)
  }
}

/** A copy that stands by itself: a piece of a text else keeps the whole of it in memory. */
function own(text: string): string {
  return Buffer.from(text).toString()
}
