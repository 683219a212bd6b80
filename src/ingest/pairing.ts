import { type Detail, kind, type Message } from '../protocols/message.js'

/** A response belongs to a request at most this many seconds older. */
const longestResponse = 60
/** A request is forgotten when the log has moved on by this many seconds. */
const forgetAfter = 600
/** Requests remembered at a time; the oldest is forgotten first. */
const mostOpen = 10_000

/** A request that waits for its response. */
interface Open {
  readonly ts: number
  readonly line: number
  readonly function: number
  readonly sub_function: string | null
  /** The request itself while it has not been stored. */
  message: Message | undefined
}

/** A response to a request that is stored already: what to change there and what to count. */
export interface Completion {
  readonly request_ts: number
  readonly line: number
  /** The response, under the request's function. */
  readonly response: Message
}

/** An open request in a form that survives a restart: key, time, line, function, sub-function. */
type OpenState = readonly [string, number, number, number, string | null]

/** What a pairing has to remember between two readings of a log. */
export interface PairingState {
  readonly open: readonly OpenState[]
  /** Key and time of the last response, whose repetition may be the next row. */
  readonly answered?: readonly [string, number] | undefined
}

/** The last response, and the message that stands for it unless that is stored already. */
interface Answered {
  readonly key: string
  readonly ts: number
  readonly message: Message | undefined
}

/**
 * Joins requests and responses of one log into exchanges. What it decides depends only on the rows of
 * that log in their order, so a log read in pieces gives the same exchanges as one read whole.
 * Only an exception whose name stands in its second row, at the beginning of a later piece, stays without it.
 */
export class Pairing {
  readonly #open = new Map<string, Open[]>()
  #count = 0
  #latest = 0
  #answered: Answered | undefined

  constructor(state: PairingState = { open: [] }) {
    if (state.answered) {
      const [key, ts] = state.answered
      this.#answered = { key, ts, message: undefined }
    }
    for (const [key, ts, line, functionCode, sub] of state.open) {
      this.#remember(key, {
        ts,
        line,
        function: functionCode,
        sub_function: sub,
        message: undefined,
      })
      this.#latest = Math.max(this.#latest, ts)
    }
  }

  /** Takes the next message; tells whether it is a new row, completes a stored one, or is already told. */
  offer(message: Message, line: number): Message | Completion | undefined {
    this.#latest = Math.max(this.#latest, message.ts)
    if (
      message.kind !== kind.request &&
      message.kind !== kind.response &&
      message.kind !== kind.either
    ) {
      return message
    }
    const key = pairKey(message)
    if (message.kind === kind.either) {
      message.kind = this.#peek(key, message.ts) ? kind.response : kind.request
    }
    return message.kind === kind.request
      ? this.#request(key, message, line)
      : this.#response(key, message)
  }

  /** Everything offered so far is stored: open requests are completed by key from now on. */
  stored(): void {
    if (this.#answered) this.#answered = { ...this.#answered, message: undefined }
    for (const [key, queue] of this.#open) {
      const waiting = queue.filter((open) => this.#latest - open.ts <= forgetAfter)
      this.#count -= queue.length - waiting.length
      for (const open of waiting) open.message = undefined
      if (waiting.length === 0) this.#open.delete(key)
      else this.#open.set(key, waiting)
    }
  }

  /** What it takes to go on after a restart. */
  state(): PairingState {
    const open: OpenState[] = []
    for (const [key, queue] of this.#open) {
      for (const { ts, line, function: code, sub_function } of queue)
        open.push([key, ts, line, code, sub_function])
    }
    const { key, ts } = this.#answered ?? {}
    return key === undefined || ts === undefined ? { open } : { open, answered: [key, ts] }
  }

  #request(key: string, message: Message, line: number): Message | undefined {
    const queue = this.#open.get(key)
    // Several rows may tell of one request, such as the blocks of a control.
    if (queue?.at(-1)?.ts === message.ts && message.reference === null) return undefined
    if (queue && message.reference !== null) this.#forget(key)
    const { ts, function: code, sub_function } = message
    this.#remember(key, { ts, line, function: code, sub_function, message })
    return message
  }

  #response(key: string, message: Message): Message | Completion | undefined {
    if (this.#isRepeated(key, message)) return undefined
    const open = this.#take(key, message.ts)
    if (!open) return message
    if (open.message) {
      this.#answered = { key, ts: message.ts, message: open.message }
      join(open.message, message)
      return undefined
    }
    const response: Message = {
      ...message,
      function: open.function,
      sub_function: open.sub_function,
      response_ts: message.ts,
    }
    // What a repetition tells beyond it belongs to what is written.
    this.#answered = { key, ts: message.ts, message: response }
    return { request_ts: open.ts, line: open.line, response }
  }

  /** Zeek 5.1 to 7.0 log some exceptions twice, once without the exception's name (zeek#3984). */
  #isRepeated(key: string, message: Message): boolean {
    const last = this.#answered
    if (message.reference === null || last?.key !== key || last.ts !== message.ts) return false
    // Either row may be the one that names it; 0 stands for an exception without a name.
    if (last.message && !last.message.outcome)
      last.message.outcome = message.outcome ?? last.message.outcome
    return true
  }

  #peek(key: string, ts: number): Open | undefined {
    return this.#open.get(key)?.find((open) => this.#matches(open, ts))
  }

  #take(key: string, ts: number): Open | undefined {
    const queue = this.#open.get(key)
    const index = queue?.findIndex((open) => this.#matches(open, ts)) ?? -1
    if (!queue || index < 0) return undefined
    // Requests before the one that was answered will not be: they leave the queue unanswered.
    const taken = queue.splice(0, index + 1)
    this.#count -= taken.length
    if (queue.length === 0) this.#open.delete(key)
    return taken.at(-1)
  }

  #matches(open: Open, ts: number): boolean {
    const age = ts - open.ts
    return age >= 0 && age <= longestResponse && this.#latest - open.ts <= forgetAfter
  }

  #remember(key: string, open: Open): void {
    const queue = this.#open.get(key)
    if (queue) queue.push(open)
    else this.#open.set(key, [open])
    this.#count += 1
    while (this.#count > mostOpen) {
      const oldest = this.#open.keys().next().value
      if (oldest === undefined) break
      this.#forget(oldest)
    }
  }

  #forget(key: string): void {
    this.#count -= this.#open.get(key)?.length ?? 0
    this.#open.delete(key)
  }
}

function pairKey(message: Message): string {
  const { uid } = message.endpoints
  // An S7 acknowledgement may lack the function; a PDU reference is unique enough on a connection.
  if (message.protocol === 's7comm') return `${uid} ${message.reference}`
  return `${uid} ${message.reference} ${message.unit} ${message.function}`
}

/** Makes a request an exchange. */
function join(request: Message, response: Message): void {
  request.kind = kind.exchange
  request.response_ts = response.ts
  request.outcome = response.outcome
  const told = Object.entries(response.details).filter(([, value]) => value !== null)
  if (told.length > 0) {
    const details: Record<string, Detail> = { ...request.details, ...Object.fromEntries(told) }
    request.details = details
  }
}
