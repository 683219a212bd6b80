import type { Columns } from '../../zeek/columns.js'
import { FieldError } from '../../zeek/columns.js'
import { endpoints, timestamp } from '../endpoints.js'
import { type Kind, kind } from '../message.js'
import { connectionColumns, type LogShape } from '../shape.js'
import { sourceId } from '../source.js'
import { dnp3Function } from './functions.js'

const source = sourceId('dnp3')
const unsolicitedResponse = 0x82

/** dnp3.log of stock Zeek: a row a response (with the request it answers), at the response's time. */
export const dnp3Log: LogShape = {
  log: 'dnp3',
  stock: [[...connectionColumns, 'fc_request', 'fc_reply', 'iin']],
  provides: () => ['dnp3'],
  bind(columns: Columns) {
    const ts = timestamp(columns)
    const at = endpoints(columns)
    const requestName = columns.text('fc_request')
    const replyName = columns.text('fc_reply')
    const iin = columns.count('iin')
    return (row, facts) => {
      const request = number(requestName(row))
      const reply = number(replyName(row))
      if (request === null && reply === null)
        throw new FieldError('neither fc_request nor fc_reply')
      const flags = iin(row) ?? null
      facts.message({
        ts: ts(row),
        endpoints: at(row),
        protocol: 'dnp3',
        source,
        kind: rowKind(request, reply),
        reference: null,
        unit: null,
        function: request ?? reply ?? 0,
        sub_function: null,
        outcome: refusal(flags),
        response_ts: null,
        address: null,
        quantity: null,
        details: { reply, iin: flags },
      })
    }
  },
}

function number(name: string | undefined): number | null {
  return name === undefined ? null : dnp3Function(name)
}

function rowKind(request: number | null, reply: number | null): Kind {
  if (request === null) return reply === unsolicitedResponse ? kind.unsolicited : kind.response
  // Zeek writes an orphaned response beside no request; with a request it is always the pair.
  return reply === null ? kind.request : kind.exchange
}

/**
 * The refusal in the internal indications: 1 function not supported, 2 object unknown, 4 parameter
 * error (IIN2.0 to IIN2.2), or null. Source: IEEE 1815-2012 section 4.2.2.6.
 */
export function refusal(iin: number | null): number | null {
  if (iin === null) return null
  for (const bit of [1, 2, 4]) if ((iin & bit) !== 0) return bit
  return null
}
