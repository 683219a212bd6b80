import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** When an insert is to be broken: before the store gets it, or after it took it but before it says so. */
export type Moment = 'before' | 'after'

/** A way to a ClickHouse server on which something happens at a certain insert. */
export class Unreliable {
  readonly #target: string
  readonly #server: Server
  #countdown = Number.POSITIVE_INFINITY
  #moment: Moment = 'before'
  #happens: () => void = () => undefined

  constructor(targetPort: string) {
    this.#target = `http://127.0.0.1:${targetPort}`
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('error', () => undefined)
      request.on('end', async () => {
        const path = request.url ?? '/'
        const due = /INSERT/i.test(decodeURIComponent(path)) && this.#due()
        if (due && this.#moment === 'before') return this.#break(response.socket)
        const answer = await fetch(this.#target + path, {
          method: request.method ?? 'POST',
          headers: encodingOf(request.headers['content-encoding']),
          ...(request.method === 'POST' ? { body: new Uint8Array(Buffer.concat(parts)) } : {}),
        })
        const body = Buffer.from(await answer.arrayBuffer())
        if (due) return this.#break(response.socket)
        response.statusCode = answer.status
        const code = answer.headers.get('x-clickhouse-exception-code')
        if (code !== null) response.setHeader('x-clickhouse-exception-code', code)
        response.end(body)
      })
    })
  }

  /** Opens the way; tells its port. */
  async open(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return (this.#server.address() as AddressInfo).port
  }

  /** Lets `happens` happen at an insert, counted from 0, once. */
  at(insert: number, moment: Moment, happens: () => void): void {
    this.#countdown = insert
    this.#moment = moment
    this.#happens = happens
  }

  /** Closes the way. */
  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #due(): boolean {
    this.#countdown -= 1
    return this.#countdown === -1
  }

  #break(socket: { destroy(): void } | null): void {
    this.#happens()
    socket?.destroy()
  }
}

function encodingOf(encoding: string | undefined): Record<string, string> {
  return encoding === undefined ? {} : { 'content-encoding': encoding }
}
