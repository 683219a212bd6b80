import { createHmac } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import { version } from '../version.js'
import { externalOnly, isInternal } from './internal.js'
import type { Outcome, Parcel, Sender } from './sender.js'
import type { Sink } from './setting.js'

type Webhook = Extract<Sink['target'], { readonly url: URL }>

/** Bytes of an answer that are read, for the connection's sake; nobody looks at them. */
const mostAnswer = 64 * 1024
/** Answers that say «not now» and mean any message. */
const passing: ReadonlySet<number> = new Set([401, 403, 404, 408, 421, 425, 429])
const longestWait = 3600

/**
 * Posts one finding a request, signed as Standard Webhooks has it (`webhook-id`, `webhook-timestamp`,
 * `webhook-signature`). Redirects are not followed.
 */
export class WebhookSender implements Sender {
  readonly #target: Webhook
  readonly #agent: http.Agent

  constructor(target: Webhook) {
    this.#target = target
    const options = { keepAlive: true, maxSockets: 1 }
    this.#agent =
      target.url.protocol === 'https:' ? new https.Agent(options) : new http.Agent(options)
  }

  async *send(parcels: readonly Parcel[]): AsyncGenerator<Outcome> {
    for (const parcel of parcels) {
      const outcome = await this.#post(parcel)
      yield outcome
      if (outcome.kind === 'down') return
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  #post(parcel: Parcel, again = false): Promise<Outcome> {
    const { url, timeout, internal } = this.#target
    const host = url.hostname.replace(/^\[|\]$/g, '')
    if (!internal && isIP(host) > 0 && isInternal(host)) {
      const why = `${host} is internal, which the sink's setting does not allow`
      return Promise.resolve({ kind: 'down', why })
    }
    return new Promise((resolve) => {
      const body = Buffer.from(parcel.body)
      const request = (url.protocol === 'https:' ? https : http).request(url, {
        method: 'POST',
        agent: this.#agent,
        headers: this.#headers(parcel, body),
        ...(internal ? {} : { lookup: externalOnly }),
      })
      // Over all of it: a receiver that sends a byte now and then must not hold the queue.
      const late = new Error(`no answer within ${timeout} s`)
      const timer = setTimeout(() => request.destroy(late), timeout * 1000)
      request.once('close', () => clearTimeout(timer))
      request.once('response', (response) => {
        resolve(judge(response))
        drain(response)
      })
      request.on('error', (error) => {
        // The receiver closed a connection that was kept, just as it was used again: that says nothing of it.
        const stale = request.reusedSocket && (error as { code?: string }).code === 'ECONNRESET'
        if (stale && !again) resolve(this.#post(parcel, true))
        else resolve({ kind: 'down', why: reason(error) })
      })
      request.end(body)
    })
  }

  #headers({ id, body: text }: Parcel, body: Buffer): Record<string, string | number> {
    const { secret, authorization } = this.#target
    const timestamp = Math.floor(Date.now() / 1000)
    return {
      'content-type': 'application/json',
      'content-length': body.length,
      'user-agent': `otsift/${version}`,
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      ...(secret ? { 'webhook-signature': signature(secret, id, timestamp, text) } : {}),
      ...(authorization ? { authorization } : {}),
    }
  }
}

/** The signature of Standard Webhooks: `v1,` and the HMAC-SHA256 of id, time and body in base64. */
function signature(secret: string, id: string, timestamp: number, body: string): string {
  const key = secret.startsWith('whsec_')
    ? Buffer.from(secret.slice('whsec_'.length), 'base64')
    : Buffer.from(secret)
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return `v1,${mac}`
}

function judge(response: http.IncomingMessage): Outcome {
  const code = response.statusCode ?? 0
  if (code >= 200 && code < 300) return { kind: 'delivered' }
  if (code >= 300 && code < 400) {
    return { kind: 'down', why: `HTTP ${code}, a redirect, which is not followed` }
  }
  if (code < 500 && !passing.has(code)) return { kind: 'refused', why: `HTTP ${code}` }
  const wait = Number(response.headers['retry-after'])
  const retryAfter = wait > 0 ? Math.min(wait, longestWait) : undefined
  return { kind: 'down', why: `HTTP ${code}`, retryAfter }
}

/** Reads an answer to its end so that the connection can be used again, unless it does not end. */
function drain(response: http.IncomingMessage): void {
  let taken = 0
  response.on('error', () => undefined)
  response.on('data', (piece: Buffer) => {
    taken += piece.length
    if (taken > mostAnswer) response.destroy()
  })
}

function reason(error: Error): string {
  return error.message === ''
    ? ((error as { code?: string }).code ?? 'no connection')
    : error.message
}
