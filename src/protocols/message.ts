/** The protocols of the exchanges that otsift counts. */
export type Protocol = 'modbus' | 'dnp3' | 's7comm' | 's7comm-plus' | 'cotp'

/** What one log row tells of an exchange; numbers as stored in the `kind` column. */
export const kind = {
  /** Request and response in one row, or joined into one. */
  exchange: 0,
  /** A request whose response was not seen (yet). */
  request: 1,
  /** A response whose request was not seen. */
  response: 2,
  /** Sent by the server without being asked (DNP3 unsolicited response). */
  unsolicited: 3,
  /** Sent without being asked or answered (S7comm push, S7comm-plus notification, COTP unit). */
  push: 4,
  /** One of two rows without direction: the first is the request, the next its response. */
  either: 5,
  /** A response that cannot be joined to its request, which is counted already (S7comm-plus). */
  reply: 6,
} as const

/** One of the numbers of `kind`. */
export type Kind = (typeof kind)[keyof typeof kind]

/** Who talks to whom, as Zeek's `uid` and `id.*` columns say; the client opened the connection. */
export interface Endpoints {
  readonly uid: string
  readonly client: string
  readonly client_port: number
  readonly server: string
  readonly server_port: number
}

/** Columns that only some protocols have. */
export type Detail = number | string | Buffer | null

/** One message of an OT protocol in canonical form: what every log shape becomes. */
export interface Message {
  ts: number
  readonly endpoints: Endpoints
  readonly protocol: Protocol
  /** Id of the log it came from, see `source.ts`. */
  readonly source: number
  kind: Kind
  /** Transaction id (Modbus), PDU reference (S7comm): what pairs request and response. */
  readonly reference: number | null
  readonly unit: number | null
  readonly function: number
  readonly sub_function: string | null
  /** Exception code (Modbus), refused IIN2 bit (DNP3), error class and code (S7comm); null is no error. */
  outcome: number | null
  /** Epoch seconds of the response, where it was seen. */
  response_ts: number | null
  /** First address of the request (Modbus, 0-based). */
  readonly address: number | null
  readonly quantity: number | null
  /** Further columns of the protocol's message table. */
  details: Readonly<Record<string, Detail>>
}
