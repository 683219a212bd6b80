import { type Columns, FieldError, type Row } from '../zeek/columns.js'
import { endpoints, timestamp } from './endpoints.js'
import { type Kind, kind } from './message.js'
import type { Facts } from './shape.js'

const kinds: Readonly<Record<string, Kind>> = {
  exchange: kind.exchange,
  request: kind.request,
  response: kind.response,
  unsolicited: kind.unsolicited,
  push: kind.push,
  oneway: kind.push,
}

/** The `kind` column of the bundled Zeek scripts' logs. */
export function bundledKind(text: string): Kind {
  const known = Object.hasOwn(kinds, text) ? kinds[text] : undefined
  if (known === undefined) throw new FieldError(`kind is unknown: ${text.slice(0, 40)}`)
  return known
}

/** A row of kind `violation`: bytes that are not the protocol, after which Zeek goes on reading. */
export function violation(columns: Columns, analyzer: string): (row: Row, facts: Facts) => void {
  const ts = timestamp(columns)
  const at = endpoints(columns)
  const reason = columns.text('reason')
  return (row, facts) => {
    facts.row('analyzer', {
      ts: ts(row),
      ...at(row),
      violation: 1,
      kept: 1,
      analyzer,
      reason: reason(row) ?? null,
    })
  }
}
