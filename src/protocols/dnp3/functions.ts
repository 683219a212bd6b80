import { FieldError } from '../../zeek/columns.js'
import type { FunctionCode } from '../action.js'

/** DNP3 application function codes under Zeek's names. Source: IEEE 1815-2012 section 4.2.2.5. */
export const dnp3Functions: readonly FunctionCode[] = [
  { code: 0x00, name: 'CONFIRM', action: 'other' },
  { code: 0x01, name: 'READ', action: 'read' },
  { code: 0x02, name: 'WRITE', action: 'write' },
  { code: 0x03, name: 'SELECT', action: 'control' },
  { code: 0x04, name: 'OPERATE', action: 'control' },
  { code: 0x05, name: 'DIRECT_OPERATE', action: 'control' },
  { code: 0x06, name: 'DIRECT_OPERATE_NR', action: 'control' },
  { code: 0x07, name: 'IMMED_FREEZE', action: 'freeze' },
  { code: 0x08, name: 'IMMED_FREEZE_NR', action: 'freeze' },
  { code: 0x09, name: 'FREEZE_CLEAR', action: 'freeze' },
  { code: 0x0a, name: 'FREEZE_CLEAR_NR', action: 'freeze' },
  { code: 0x0b, name: 'FREEZE_AT_TIME', action: 'freeze' },
  { code: 0x0c, name: 'FREEZE_AT_TIME_NR', action: 'freeze' },
  { code: 0x0d, name: 'COLD_RESTART', action: 'restart' },
  { code: 0x0e, name: 'WARM_RESTART', action: 'restart' },
  { code: 0x0f, name: 'INITIALIZE_DATA', action: 'restart' },
  { code: 0x10, name: 'INITIALIZE_APPL', action: 'mode' },
  { code: 0x11, name: 'START_APPL', action: 'mode' },
  { code: 0x12, name: 'STOP_APPL', action: 'mode' },
  { code: 0x13, name: 'SAVE_CONFIG', action: 'config' },
  { code: 0x14, name: 'ENABLE_UNSOLICITED', action: 'alarm' },
  { code: 0x15, name: 'DISABLE_UNSOLICITED', action: 'alarm' },
  { code: 0x16, name: 'ASSIGN_CLASS', action: 'config' },
  { code: 0x17, name: 'DELAY_MEASURE', action: 'time' },
  { code: 0x18, name: 'RECORD_CURRENT_TIME', action: 'time' },
  { code: 0x19, name: 'OPEN_FILE', action: 'file' },
  { code: 0x1a, name: 'CLOSE_FILE', action: 'file' },
  { code: 0x1b, name: 'DELETE_FILE', action: 'file' },
  { code: 0x1c, name: 'GET_FILE_INFO', action: 'file' },
  { code: 0x1d, name: 'AUTHENTICATE_FILE', action: 'file' },
  { code: 0x1e, name: 'ABORT_FILE', action: 'file' },
  { code: 0x1f, name: 'ACTIVATE_CONFIG', action: 'config' },
  { code: 0x20, name: 'AUTHENTICATE_REQ', action: 'auth' },
  { code: 0x21, name: 'AUTHENTICATE_REQ_NR', action: 'auth' },
  { code: 0x81, name: 'RESPONSE', action: 'other' },
  { code: 0x82, name: 'UNSOLICITED_RESPONSE', action: 'other' },
  { code: 0x83, name: 'AUTHENTICATE_RESP', action: 'auth' },
]

const codes = new Map(dnp3Functions.map(({ name, code }) => [name, code]))

/** Zeek's function name as a number; an unknown one is `unknown-` and decimal (ICSNPP: hexadecimal). */
export function dnp3Function(name: string, radix: 10 | 16 = 10): number {
  const known = codes.get(name)
  if (known !== undefined) return known
  const digits = /^unknown-(?:0x)?([0-9a-fA-F]+)$/.exec(name)?.[1] ?? ''
  const code = Number.parseInt(digits, radix)
  if (!(code <= 0xff)) throw new FieldError(`no DNP3 function: ${name.slice(0, 40)}`)
  return code
}
