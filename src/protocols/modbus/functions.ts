import type { FunctionCode } from '../action.js'

/**
 * Modbus function codes under Zeek's names.
 * Sources: Modbus Application Protocol V1.1b3 section 5; Zeek base/protocols/modbus/consts.zeek.
 */
export const modbusFunctions: readonly FunctionCode[] = [
  { code: 1, name: 'READ_COILS', action: 'read' },
  { code: 2, name: 'READ_DISCRETE_INPUTS', action: 'read' },
  { code: 3, name: 'READ_HOLDING_REGISTERS', action: 'read' },
  { code: 4, name: 'READ_INPUT_REGISTERS', action: 'read' },
  { code: 5, name: 'WRITE_SINGLE_COIL', action: 'write' },
  { code: 6, name: 'WRITE_SINGLE_REGISTER', action: 'write' },
  { code: 7, name: 'READ_EXCEPTION_STATUS', action: 'diagnose' },
  { code: 8, name: 'DIAGNOSTICS', action: 'diagnose' },
  { code: 9, name: 'PROGRAM_484', action: 'program' },
  { code: 10, name: 'POLL_484', action: 'program' },
  { code: 11, name: 'GET_COMM_EVENT_COUNTER', action: 'diagnose' },
  { code: 12, name: 'GET_COMM_EVENT_LOG', action: 'diagnose' },
  { code: 13, name: 'PROGRAM_584_984', action: 'program' },
  { code: 14, name: 'POLL_584_984', action: 'program' },
  { code: 15, name: 'WRITE_MULTIPLE_COILS', action: 'write' },
  { code: 16, name: 'WRITE_MULTIPLE_REGISTERS', action: 'write' },
  { code: 17, name: 'REPORT_SLAVE_ID', action: 'identify' },
  { code: 18, name: 'PROGRAM_884_U84', action: 'program' },
  { code: 19, name: 'RESET_COMM_LINK_884_U84', action: 'restart' },
  { code: 20, name: 'READ_FILE_RECORD', action: 'file' },
  { code: 21, name: 'WRITE_FILE_RECORD', action: 'write' },
  { code: 22, name: 'MASK_WRITE_REGISTER', action: 'write' },
  { code: 23, name: 'READ_WRITE_MULTIPLE_REGISTERS', action: 'write' },
  { code: 24, name: 'READ_FIFO_QUEUE', action: 'diagnose' },
  { code: 40, name: 'PROGRAM_CONCEPT', action: 'program' },
  { code: 41, name: 'MULTIPLE_FUNCTION_CODES', action: 'other' },
  { code: 43, name: 'ENCAP_INTERFACE_TRANSPORT', action: 'identify' },
  { code: 90, name: 'PROGRAM_UNITY', action: 'program' },
  { code: 91, name: 'OBJECT_MESSAGING', action: 'other' },
  { code: 125, name: 'FIRMWARE_REPLACEMENT', action: 'program' },
  { code: 126, name: 'PROGRAM_584_984_2', action: 'program' },
  { code: 127, name: 'REPORT_LOCAL_ADDRESS', action: 'identify' },
]

/**
 * Sub-functions of Diagnostics (function 8) under ICSNPP's names.
 * Source: Modbus Application Protocol V1.1b3 section 6.8.
 */
export const modbusDiagnostics: readonly FunctionCode[] = [
  { code: 8, sub: '0', name: 'Return Query Data', action: 'diagnose' },
  { code: 8, sub: '1', name: 'Restart Communications Option', action: 'restart' },
  { code: 8, sub: '2', name: 'Return Diagnostic Register', action: 'diagnose' },
  { code: 8, sub: '3', name: 'Change ASCII Input Delimiter', action: 'config' },
  { code: 8, sub: '4', name: 'Force Listen Only Mode', action: 'mode' },
  { code: 8, sub: '10', name: 'Clear Counters and Diagnostic Register', action: 'diagnose' },
  { code: 8, sub: '11', name: 'Return Bus Message Count', action: 'diagnose' },
  { code: 8, sub: '12', name: 'Return Bus Communication Error Count', action: 'diagnose' },
  { code: 8, sub: '13', name: 'Return Bus Exception Error Count', action: 'diagnose' },
  { code: 8, sub: '14', name: 'Return Server Message Count', action: 'diagnose' },
  { code: 8, sub: '15', name: 'Return Server No Response Count', action: 'diagnose' },
  { code: 8, sub: '16', name: 'Return Server NAK Count', action: 'diagnose' },
  { code: 8, sub: '17', name: 'Return Server Busy Count', action: 'diagnose' },
  { code: 8, sub: '18', name: 'Return Bus Character Overrun Count', action: 'diagnose' },
  { code: 8, sub: '20', name: 'Clear Overrun Counter and Flag', action: 'diagnose' },
]

/**
 * Sub-codes of Schneider's UMAS (function 90), the byte after the session key.
 * Source: published dissectors; Schneider publishes no specification.
 */
export const modbusUmas: readonly FunctionCode[] = [
  { code: 90, sub: '48', name: 'UMAS begin download', action: 'program' },
  { code: 90, sub: '49', name: 'UMAS download block', action: 'program' },
  { code: 90, sub: '50', name: 'UMAS end download', action: 'program' },
  { code: 90, sub: '51', name: 'UMAS begin upload', action: 'upload' },
  { code: 90, sub: '52', name: 'UMAS upload block', action: 'upload' },
  { code: 90, sub: '53', name: 'UMAS end upload', action: 'upload' },
  { code: 90, sub: '64', name: 'UMAS start PLC', action: 'mode' },
  { code: 90, sub: '65', name: 'UMAS stop PLC', action: 'mode' },
]

/** Modbus exception codes under Zeek's names. Source: Modbus Application Protocol V1.1b3 section 7. */
export const modbusExceptions = new Map([
  ['ILLEGAL_FUNCTION', 1],
  ['ILLEGAL_DATA_ADDRESS', 2],
  ['ILLEGAL_DATA_VALUE', 3],
  ['SLAVE_DEVICE_FAILURE', 4],
  ['ACKNOWLEDGE', 5],
  ['SLAVE_DEVICE_BUSY', 6],
  ['MEMORY_PARITY_ERROR', 8],
  ['GATEWAY_PATH_UNAVAILABLE', 10],
  ['GATEWAY_TARGET_DEVICE_FAILED_TO_RESPOND', 11],
])
