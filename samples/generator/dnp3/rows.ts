import type { Connection } from '../net/connection.js'
import type { ZeekRow } from '../zeek/value.js'
import type { Control, ObjectRange } from './objects.js'

export function objectRow(
  connection: Connection,
  ts: number,
  fromMaster: boolean,
  name: string,
  object: ObjectRange,
): ZeekRow {
  return {
    ...connection.directed(ts, fromMaster),
    function_code: name,
    object_type: object.type,
    object_count: object.count,
    range_low: object.low,
    range_high: object.high,
  }
}

export function controlRow(
  connection: Connection,
  ts: number,
  name: string,
  control: Control,
): ZeekRow {
  return {
    ...connection.directed(ts, name !== 'RESPONSE'),
    block_type: 'Control Relay Output Block',
    function_code: name,
    index_number: control.index,
    trip_control_code: control.trip,
    operation_type: control.operation,
    clear_bit: false,
    execute_count: control.count ?? 1,
    on_time: control.onTime ?? 500,
    off_time: control.offTime ?? 0,
    status_code: control.status,
  }
}
