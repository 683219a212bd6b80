import type { Columns, Read, Row } from '../../zeek/columns.js'
import { bundledKind, violation } from '../bundled.js'
import { endpoints, required, timestamp } from '../endpoints.js'
import { kind } from '../message.js'
import type { Conversation, Facts, LogShape } from '../shape.js'
import { sourceId } from '../source.js'
import { refusal } from './dnp3.js'

const source = sourceId('otsift_dnp3')
const response = 0x81
/** Responses of one row are numbered after its requests. */
const responseItems = 1000

const operations = ['Nul', 'Pulse On', 'Pulse Off', 'Latch On', 'Latch Off']
const tripClose = ['Nul', 'Close', 'Trip']

/** otsift_dnp3.log of the bundled Zeek scripts: a row an exchange, with its objects and controls. */
export const otsiftDnp3Log: LogShape = {
  log: 'otsift_dnp3',
  provides: () => [
    'dnp3',
    'dnp3.control',
    'dnp3.object',
    'dnp3.link',
    'dnp3.unanswered',
    'analyzer',
  ],
  bind(columns: Columns) {
    const ts = timestamp(columns)
    const at = endpoints(columns)
    const rowKind = required('kind', columns.text('kind'))
    const responseTs = columns.time('response_ts')
    const linkSource = columns.count('link_src')
    const linkDestination = columns.count('link_dst')
    const sequence = columns.count('seq')
    const confirm = columns.bool('con')
    const request = columns.count('fc')
    const reply = columns.count('response_fc')
    const iin = columns.count('iin')
    const controls = controlBlocks(columns)
    const objects = objectHeaders(columns)
    const broken = violation(columns, 'DNP3_TCP')
    return (row, facts) => {
      const conversation = { endpoints: at(row), protocol: 'dnp3' } as const
      const time = ts(row)
      const text = rowKind(row)
      if (text === 'violation') {
        broken(row, facts)
        return
      }
      const code = request(row) ?? reply(row) ?? 0
      const asked = request(row) !== undefined
      const unit = (asked ? linkDestination(row) : linkSource(row)) ?? null
      const answered = responseTs(row) ?? time
      objects(row, facts, { code, unit, time, answered, conversation })
      controls(row, facts, { code, unit, time, answered, conversation })
      // A later fragment belongs to the exchange that its first fragment stands for.
      if (text === 'fragment') return
      const what = bundledKind(text)
      const flags = iin(row) ?? null
      facts.message({
        ts: time,
        endpoints: conversation.endpoints,
        protocol: 'dnp3',
        source,
        kind: what,
        reference: sequence(row) ?? null,
        unit,
        function: code,
        sub_function: null,
        outcome: refusal(flags),
        response_ts: what === kind.exchange ? answered : null,
        address: null,
        quantity: null,
        details: {
          reply: reply(row) ?? null,
          iin: flags,
          master: (asked ? linkSource(row) : linkDestination(row)) ?? null,
          confirm: asked && confirm(row) ? 1 : asked ? 0 : null,
        },
      })
    }
  },
}

interface Place {
  readonly code: number
  readonly unit: number | null
  readonly time: number
  readonly answered: number
  readonly conversation: Conversation
}

/** The control blocks of a row: those of the request, and their status in the response. */
function controlBlocks(columns: Columns): (row: Row, facts: Facts, place: Place) => void {
  const indexes = columns.numbers('control_indexes')
  const codes = columns.numbers('control_codes')
  const counts = columns.numbers('control_counts')
  const on = columns.numbers('control_on')
  const off = columns.numbers('control_off')
  const status = columns.numbers('control_status')
  const kinds = columns.text('control_kinds')
  return (row, facts, { code, unit, time, answered, conversation }) => {
    const points = indexes(row) ?? []
    const blocks = (kinds(row) ?? '').split(/[^a-z]+/).filter((name) => name !== '')
    const states = status(row) ?? []
    for (const [item, point] of points.entries()) {
      const control = codes(row)?.[item] ?? 0
      const block = {
        unit,
        block: blocks[item] === 'pcb' ? 'Pattern Control Block' : 'Control Relay Output Block',
        point,
        trip_close: tripClose[control >> 6] ?? null,
        operation: operations[control & 15] ?? `unknown-${(control & 15).toString(16)}`,
        clear: (control & 0x20) === 0 ? 0 : 1,
        execute_count: counts(row)?.[item] ?? null,
        on_time: on(row)?.[item] ?? null,
        off_time: off(row)?.[item] ?? null,
      }
      const isRequest = code < response
      if (isRequest) {
        facts.row(
          'dnp3_control',
          { ts: time, item, function: code, ...block, status: null },
          conversation,
        )
      }
      const state = states[item]
      if (state === undefined || state === null) continue
      const answer = {
        ts: answered,
        item: item + responseItems,
        function: response,
        ...block,
        status: state,
      }
      facts.row('dnp3_control', answer, conversation)
    }
  }
}

/** The object headers of a row, request and response. */
function objectHeaders(columns: Columns): (row: Row, facts: Facts, place: Place) => void {
  const vectors = (prefix: string) => ({
    groups: columns.numbers(`${prefix}groups`),
    variations: columns.numbers(`${prefix}variations`),
    counts: columns.numbers(`${prefix}object_counts`),
    low: columns.numbers(`${prefix}range_low`),
    high: columns.numbers(`${prefix}range_high`),
  })
  const own = vectors('')
  const answer = vectors('response_')
  const write = (
    row: Row,
    facts: Facts,
    from: Record<keyof typeof own, Read<(number | null)[]>>,
    head: { ts: number; function: number; first: number },
    conversation: Conversation,
  ) => {
    for (const [index, group] of (from.groups(row) ?? []).entries()) {
      const object = {
        ts: head.ts,
        item: head.first + index,
        function: head.function,
        object: `g${group}v${from.variations(row)?.[index] ?? 0}`,
        count: from.counts(row)?.[index] ?? null,
        range_low: from.low(row)?.[index] ?? null,
        range_high: from.high(row)?.[index] ?? null,
      }
      facts.row('dnp3_object', object, conversation)
    }
  }
  return (row, facts, { code, time, answered, conversation }) => {
    write(row, facts, own, { ts: time, function: code, first: 0 }, conversation)
    const head = { ts: answered, function: response, first: responseItems }
    write(row, facts, answer, head, conversation)
  }
}
