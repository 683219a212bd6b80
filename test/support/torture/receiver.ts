import { createHmac } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { type Received, Receiver } from '../receiver.js'
import type { Random } from './random.js'

/** The key that the receiver and who sends to it know. */
export const key = 'a key that only the two of them know'
/** Seconds that who sends should wait for an answer; the slow ones of it take longer now and then. */
export const patience = 1

/**
 * A webhook receiver that is not always well: it answers 500, closes in the middle of an answer, takes its time.
 * It notes what should never be: a signature that does not hold, an id for something else than it says, and one
 * id for two things.
 */
export class UnwellReceiver {
  /** Ids to which it said yes. */
  readonly taken = new Set<string>()
  readonly faults: string[] = []
  /** How often it was not well. */
  unwell = 0
  readonly #receiver: Receiver
  readonly #random: Random
  readonly #bodies = new Map<string, string>()
  #recovered = false

  private constructor(receiver: Receiver, random: Random) {
    this.#receiver = receiver
    this.#random = random
    receiver.answer = (response, received) => this.#answer(response, received)
  }

  static async start(random: Random): Promise<UnwellReceiver> {
    return new UnwellReceiver(await Receiver.start(), random)
  }

  get url(): string {
    return this.#receiver.url
  }

  /** Ids it was sent, each once, whatever it said to them. */
  get ids(): string[] {
    return [...this.#bodies.keys()]
  }

  /** Is well from now on. */
  recover(): void {
    this.#recovered = true
  }

  #answer(response: ServerResponse, received: Received): void {
    const id = this.#check(received)
    const mood = this.#recovered ? 1 : this.#random.next()
    if (mood < 0.3) this.unwell += 1
    if (mood < 0.1) response.writeHead(500).end()
    else if (mood < 0.2) response.socket?.end('HTTP/1.1 20')
    else if (mood < 0.3) setTimeout(() => this.#accept(response, id), this.#random.whole(0, 1500))
    else this.#accept(response, id)
  }

  #accept(response: ServerResponse, id: string): void {
    this.taken.add(id)
    response.writeHead(204).end()
  }

  #check({ headers, body }: Received): string {
    const id = String(headers['webhook-id'])
    const signed = `${id}.${headers['webhook-timestamp']}.${body}`
    const mac = createHmac('sha256', key).update(signed).digest('base64')
    if (headers['webhook-signature'] !== `v1,${mac}`) this.faults.push(`${id} is signed wrongly`)
    const { finding, revision } = JSON.parse(body) as { finding: string; revision: number }
    if (id !== `${finding}-${revision}`) this.faults.push(`${id} is ${finding}-${revision}`)
    if ((this.#bodies.get(id) ?? body) !== body) this.faults.push(`${id} says two things`)
    this.#bodies.set(id, body)
    return id
  }
}
