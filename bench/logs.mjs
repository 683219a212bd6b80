// Made-up days of logs: 200 channels, polls of 1 to 60 s, values that walk. The same rows for the same number.
import { closeSync, createReadStream, createWriteStream, openSync, writeSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

const channels = 200
/** Where the first day begins, in epoch seconds. */
export const firstDay = 1_772_409_600

/** The columns of each log after the six that every one begins with, and what a poll fills them with. */
const shapes = {
  modbus_detailed: {
    port: 502,
    columns:
      'tid:count unit:count func:string address:count quantity:count request_values:vector[count] response_values:vector[count] modbus_detailed_link_id:string matched:bool request_subfunction_code:string response_subfunction_code:string request_data:string response_data:string exception_code:string mei_type:string',
    row: (poll) => ({
      tid: poll.count & 0xffff,
      unit: 1,
      func: 'READ_HOLDING_REGISTERS',
      address: (poll.channel * 37) % 4000,
      quantity: poll.values.length,
      response_values: poll.values,
      matched: true,
    }),
  },
  dnp3: {
    port: 20_000,
    columns: 'fc_request:string fc_reply:string iin:count',
    row: (poll) => ({
      fc_request: 'READ',
      fc_reply: 'RESPONSE',
      iin: poll.count % 500 === 0 ? 2 : 0,
    }),
  },
  s7comm: {
    port: 102,
    columns:
      'is_orig:bool source_h:addr source_p:port destination_h:addr destination_p:port rosctr_code:count rosctr_name:string pdu_reference:count function_code:string function_name:string subfunction_code:string subfunction_name:string error_class:string error_code:string',
    /** Seconds until the row that answers it. */
    answer: 0.015,
    row: (poll, client, server, asks) => {
      const [from, to] = asks ? [client, server] : [server, client]
      return {
        is_orig: asks,
        source_h: from.host,
        source_p: from.port,
        destination_h: to.host,
        destination_p: to.port,
        rosctr_code: asks ? 1 : 3,
        rosctr_name: asks ? 'Job-Request' : 'ACK-Data',
        pdu_reference: poll.count & 0xffff,
        function_code: '0x04',
        function_name: 'Read Variable',
      }
    },
  },
}

const connection = 'ts:time uid:string id.orig_h:addr id.orig_p:port id.resp_h:addr id.resp_p:port'

/** The logs that can be made. */
export const logs = Object.keys(shapes)

/** The number of columns of a log. */
export function width(log) {
  return `${connection} ${shapes[log].columns}`.split(' ').length
}

/** Writes a day of a log as `tsv` or `json`: the first one, or another. */
export function writeDay(path, log, rows, form, day = 0) {
  const { columns, row, port, answer } = shapes[log]
  const names = `${connection} ${columns}`.split(' ').map((each) => each.split(':'))
  const file = openSync(path, 'w')
  let text = form === 'json' ? '' : header(log, names)
  const take = (told) => {
    text += form === 'json' ? `${JSON.stringify(told)}\n` : `${tsvLine(names, told)}\n`
    if (text.length > 1 << 20) {
      writeSync(file, text)
      text = ''
    }
  }
  for (const { at, poll } of polls(answer ? rows / 2 : rows, firstDay + day * 86_400)) {
    const client = { host: `10.0.0.${1 + (poll.channel % 20)}`, port: 40_000 + poll.channel }
    const server = { host: `10.1.${poll.channel >> 3}.${1 + (poll.channel & 7)}`, port }
    const told = {
      ts: at,
      uid: poll.uid,
      'id.orig_h': client.host,
      'id.orig_p': client.port,
      'id.resp_h': server.host,
      'id.resp_p': server.port,
    }
    take({ ...told, ...row(poll, client, server, true) })
    if (answer) take({ ...told, ts: at + answer, ...row(poll, client, server, false) })
  }
  writeSync(file, text)
  closeSync(file)
}

/** Writes a gzip of a file beside it and returns its path. */
export async function gzipped(path) {
  await pipeline(createReadStream(path), createGzip({ level: 6 }), createWriteStream(`${path}.gz`))
  return `${path}.gz`
}

function header(log, names) {
  return [
    '#separator \\x09',
    '#set_separator\t,',
    '#empty_field\t(empty)',
    '#unset_field\t-',
    `#path\t${log}`,
    '#open\t2026-03-02-00-00-00',
    `#fields\t${names.map(([name]) => name).join('\t')}`,
    `#types\t${names.map(([, type]) => type).join('\t')}`,
    '',
  ].join('\n')
}

function tsvLine(names, told) {
  return names.map(([name]) => cell(name, told[name])).join('\t')
}

function cell(name, value) {
  if (value === undefined) return '-'
  if (name === 'ts') return value.toFixed(6)
  if (typeof value === 'boolean') return value ? 'T' : 'F'
  return Array.isArray(value) ? value.join(',') : String(value)
}

/** The polls of a day in order of time; periods of 1 to 60 s are stretched to give the wanted number of rows. */
function* polls(rows, begin) {
  const periods = [1, 2, 5, 10, 20, 30, 60]
  const all = Array.from({ length: channels }, (_, channel) => ({
    channel,
    period: periods[channel % periods.length],
    uid: `C${(channel * 7919 + 104_729).toString(36).padStart(17, 'x')}`,
    values: Array.from({ length: 1 + (channel % 10) }, (_, index) => 1000 + channel * 3 + index),
    count: 0,
  }))
  const perDay = all.reduce((sum, poll) => sum + 86_400 / poll.period, 0)
  for (const poll of all) poll.period *= perDay / rows
  const due = all.map((poll, index) => ({ at: begin + (index % 60) + index / 1000, poll }))
  // A sorted list is a heap.
  due.sort((a, b) => a.at - b.at)
  for (let row = 0; row < rows; row += 1) {
    siftFirst(due)
    const { at, poll } = due[0]
    poll.count += 1
    const moved = row % poll.values.length
    poll.values[moved] = (poll.values[moved] + (row % 7) - 3 + 65_536) % 65_536
    yield { at: Number(at.toFixed(6)), poll }
    due[0].at += poll.period
  }
}

/** A binary heap with its root changed: puts the earliest poll first again. */
function siftFirst(heap) {
  let index = 0
  for (;;) {
    const left = 2 * index + 1
    const right = left + 1
    let least = index
    if (left < heap.length && heap[left].at < heap[least].at) least = left
    if (right < heap.length && heap[right].at < heap[least].at) least = right
    if (least === index) return
    const swap = heap[index]
    heap[index] = heap[least]
    heap[least] = swap
    index = least
  }
}
