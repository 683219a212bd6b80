// A made-up day of modbus_detailed rows: 200 channels, polls of 1 to 60 s, values that walk.
import { closeSync, openSync, writeSync } from 'node:fs'

const channels = 200
const header = `#separator \\x09
#set_separator\t,
#empty_field\t(empty)
#unset_field\t-
#path\tmodbus_detailed
#open\t2026-03-02-00-00-00
#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttid\tunit\tfunc\taddress\tquantity\trequest_values\tresponse_values\tmodbus_detailed_link_id\tmatched\trequest_subfunction_code\tresponse_subfunction_code\trequest_data\tresponse_data\texception_code\tmei_type
#types\ttime\tstring\taddr\tport\taddr\tport\tcount\tcount\tstring\tcount\tcount\tvector[count]\tvector[count]\tstring\tbool\tstring\tstring\tstring\tstring\tstring\tstring
`

/** The day that is written where no other is asked for, in epoch seconds. */
export const firstDay = 1_772_409_600

/** Writes `rows` rows over 24 hours; the same rows for the same number. */
export function writeDay(path, rows, start = firstDay) {
  const file = openSync(path, 'w')
  writeSync(file, header)
  const polls = makePolls(rows)
  const due = polls.map((poll, index) => ({ at: start + (index % 60) + index / 1000, poll }))
  // A sorted list is a heap.
  due.sort((a, b) => a.at - b.at)
  let text = ''
  for (let row = 0; row < rows; row += 1) {
    siftFirst(due)
    const next = due[0]
    text += line(next.at, next.poll, row)
    next.at += next.poll.period
    if (text.length > 1 << 20) {
      writeSync(file, text)
      text = ''
    }
  }
  writeSync(file, text)
  closeSync(file)
}

/** Polls whose periods, 1 to 60 s, add up to the wanted rows in a day. */
function makePolls(rows) {
  const periods = [1, 2, 5, 10, 20, 30, 60]
  const polls = Array.from({ length: channels }, (_, channel) => ({
    channel,
    period: periods[channel % periods.length],
    address: (channel * 37) % 4000,
    values: Array.from({ length: 1 + (channel % 10) }, (_, index) => 1000 + channel * 3 + index),
    tid: 0,
  }))
  const perDay = polls.reduce((sum, poll) => sum + 86_400 / poll.period, 0)
  for (const poll of polls) poll.period *= perDay / rows
  return polls
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

function line(at, poll, row) {
  const { channel, values } = poll
  poll.tid = (poll.tid + 1) & 0xffff
  const moved = row % values.length
  values[moved] = (values[moved] + (row % 7) - 3 + 65_536) % 65_536
  const server = `10.1.${channel >> 3}.${1 + (channel & 7)}`
  const client = `10.0.0.${1 + (channel % 20)}`
  const uid = `C${(channel * 7919 + 104_729).toString(36).padStart(17, 'x')}`
  return `${at.toFixed(6)}\t${uid}\t${client}\t${40_000 + channel}\t${server}\t502\t${poll.tid}\t1\tREAD_HOLDING_REGISTERS\t${poll.address}\t${values.length}\t-\t${values.join(',')}\t-\tT\t-\t-\t-\t-\t-\t-\n`
}
