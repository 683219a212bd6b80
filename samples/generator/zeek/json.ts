import type { Column } from './columns.js'
import type { ZeekRow, ZeekValue } from './value.js'

/** How `LogAscii::json_timestamps` is set. */
export type JsonTimes = 'epoch' | 'millis' | 'iso8601'

/** One line of Zeek's JSON writer: flat dotted keys, unset fields left out. */
export function jsonLine(
  columns: readonly Column[],
  row: ZeekRow,
  times: JsonTimes = 'epoch',
  extra: ZeekRow = {},
): string {
  const parts: string[] = []
  for (const { name, type } of columns) {
    const value = row[name]
    if (value !== undefined) parts.push(`${JSON.stringify(name)}:${jsonValue(type, value, times)}`)
  }
  for (const [name, value] of Object.entries(extra)) {
    if (value !== undefined) parts.push(`${JSON.stringify(name)}:${jsonValue('', value, times)}`)
  }
  return `{${parts.join(',')}}\n`
}

function jsonValue(type: string, value: Exclude<ZeekValue, undefined>, times: JsonTimes): string {
  if (type === 'time' && typeof value === 'number') return jsonTime(value, times)
  if (typeof value === 'number') return String(Number(value.toFixed(6)))
  return JSON.stringify(value)
}

function jsonTime(seconds: number, times: JsonTimes): string {
  const micros = seconds.toFixed(6)
  if (times === 'epoch') return String(Number(micros))
  if (times === 'millis') return String(Math.floor(Number(micros) * 1000))
  const day = new Date(Math.floor(Number(micros)) * 1000).toISOString().slice(0, 19)
  return `"${day}.${micros.slice(-6)}Z"`
}
