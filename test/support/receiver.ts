import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as a receiver got it. */
export interface Received {
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** How a receiver answers; nothing is answered unless this does. */
export type Answer = (response: ServerResponse, received: Received, count: number) => void

const open: Server[] = []

afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** A webhook receiver on 127.0.0.1 that keeps what it got, and answers 204 unless told otherwise. */
export class Receiver {
  readonly got: Received[] = []
  answer: Answer = (response) => response.writeHead(204).end()
  readonly #server: Server
  readonly #port: number

  private constructor(server: Server, port: number) {
    this.#server = server
    this.#port = port
  }

  /** `port` 0 takes a free one. */
  static async start(port = 0): Promise<Receiver> {
    const server = createServer()
    open.push(server)
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    const receiver = new Receiver(server, (server.address() as AddressInfo).port)
    server.on('request', (request, response) => receiver.#take(request, response))
    return receiver
  }

  get port(): number {
    return this.#port
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/hook`
  }

  /** Ids of what it got, each time it got it. */
  get ids(): string[] {
    return this.got.map(({ headers }) => String(headers['webhook-id']))
  }

  /** Goes away, as a receiver that is restarted. */
  async stop(): Promise<void> {
    open.splice(open.indexOf(this.#server), 1)
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const pieces: Buffer[] = []
    request.on('error', () => undefined)
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const received = { headers: request.headers, body: Buffer.concat(pieces).toString() }
      this.got.push(received)
      this.answer(response, received, this.got.length)
    })
  }
}
