import { type Columns, FieldError } from '../../zeek/columns.js'
import { endpoints, required, timestamp } from '../endpoints.js'
import { type Kind, kind } from '../message.js'
import { connectionColumns, type LogShape } from '../shape.js'
import { sourceId } from '../source.js'
import { userData, userDataPush } from './functions.js'

const source = sourceId('s7comm')
const job = 1
const acknowledge = 2
const acknowledgeData = 3
const userDataRosctr = 7
/** Stored outcome where the log names an error class without a number ("Parameter Error"). */
const parameterError = 0xd200

/** s7comm.log of ICSNPP: a row a protocol data unit. */
export const s7commLog: LogShape = {
  log: 's7comm',
  stock: [
    [
      ...connectionColumns,
      ...'is_orig source_h source_p destination_h destination_p rosctr_code rosctr_name pdu_reference function_code function_name subfunction_code subfunction_name error_class error_code'.split(
        ' ',
      ),
    ],
  ],
  provides: () => ['s7comm'],
  bind(columns: Columns) {
    const ts = timestamp(columns)
    const at = endpoints(columns)
    const rosctr = required('rosctr_code', columns.count('rosctr_code'))
    const reference = columns.count('pdu_reference')
    const functionCode = columns.text('function_code')
    const subFunction = columns.text('subfunction_code')
    const errorClass = columns.text('error_class')
    const errorCode = columns.text('error_code')
    return (row, facts) => {
      const unit = describe(rosctr(row), hex(functionCode(row)))
      const outcome = s7Outcome(errorClass(row), hex(errorCode(row)))
      facts.message({
        ts: ts(row),
        endpoints: at(row),
        protocol: 's7comm',
        source,
        kind: unit.kind,
        reference: reference(row) ?? null,
        unit: null,
        function: unit.function,
        sub_function: subFunctionText(subFunction(row)),
        outcome: unit.kind === kind.request ? null : outcome,
        response_ts: null,
        address: null,
        quantity: null,
        details: { rosctr: rosctr(row) },
      })
    }
  },
}

/** Function number and direction: user data says in the high nibble who speaks (4 asks, 8 answers, 0 pushes). */
function describe(rosctr: number, code: number | undefined): { function: number; kind: Kind } {
  if (rosctr !== userDataRosctr) {
    return { function: code ?? 0, kind: jobKind(rosctr) }
  }
  const group = (code ?? 0) & 0x0f
  switch ((code ?? 0) >> 4) {
    case 4:
      return { function: userData + group, kind: kind.request }
    case 8:
      return { function: userData + group, kind: kind.response }
    default:
      return { function: userDataPush + group, kind: kind.push }
  }
}

function jobKind(rosctr: number): Kind {
  if (rosctr === job) return kind.request
  return rosctr === acknowledge || rosctr === acknowledgeData ? kind.response : kind.push
}

function hex(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  const value = Number(text)
  if (!Number.isInteger(value)) throw new FieldError(`no hexadecimal code: ${text.slice(0, 40)}`)
  return value
}

/** `0x01` as decimal text; the name of a PI service (`_INSE`) as it is. */
function subFunctionText(text: string | undefined): string | null {
  if (text === undefined || text === '') return null
  return /^0x[0-9a-f]+$/i.test(text) ? String(Number(text)) : text.slice(0, 64)
}

/**
 * Error class and code in one number, class × 256 + code; null is no error.
 * Good acknowledgements carry the class "No error", so presence means nothing.
 */
function s7Outcome(name: string | undefined, code: number | undefined): number | null {
  if (name === undefined || name === 'No error') return null
  const known = errorClasses.get(name) ?? unknownClass(name)
  return known === undefined ? parameterError : known * 256 + ((code ?? 0) & 0xff)
}

/** Error classes under ICSNPP's labels (one misspelt there). Source: ICSNPP-S7COMM consts. */
const errorClasses = new Map([
  ['Application relationship error', 0x81],
  ['Object definition error', 0x82],
  ['No ressources available error', 0x83],
  ['Error on service processing', 0x84],
  ['Error on supplies', 0x85],
  ['Access error', 0x87],
])

function unknownClass(name: string): number | undefined {
  const digits = /0x([0-9a-f]{1,2})$/i.exec(name)?.[1]
  return digits === undefined ? undefined : Number.parseInt(digits, 16)
}
