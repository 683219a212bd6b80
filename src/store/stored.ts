import type { Detail, Kind, Message, Protocol } from '../protocols/message.js'

/** A row of a message table, as far as values and order need it. */
export interface StoredMessage {
  readonly ts: number
  readonly source: number
  readonly kind: Kind
  readonly unit: number | null
  readonly function: number
  readonly sub_function: string | null
  readonly outcome: number | null
  readonly address?: number | null
  readonly quantity?: number | null
  readonly request_values?: Detail
  readonly response_values?: Detail
}

const nobody = { uid: '', client: '', client_port: 0, server: '', server_port: 0 }

/** A stored row as the message it was; who talked is known by its channel. */
export function storedMessage(protocol: Protocol, row: StoredMessage): Message {
  return {
    ts: row.ts,
    endpoints: nobody,
    protocol,
    source: row.source,
    kind: row.kind,
    reference: null,
    unit: row.unit,
    function: row.function,
    sub_function: row.sub_function,
    outcome: row.outcome,
    response_ts: null,
    address: row.address ?? null,
    quantity: row.quantity ?? null,
    details: {
      request_values: row.request_values ?? null,
      response_values: row.response_values ?? null,
    },
  }
}
