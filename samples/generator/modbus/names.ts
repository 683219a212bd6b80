/** Zeek's names of Modbus function codes, exceptions and diagnostic sub-functions. */
const FUNCTIONS: Record<number, string> = {
  1: 'READ_COILS',
  2: 'READ_DISCRETE_INPUTS',
  3: 'READ_HOLDING_REGISTERS',
  4: 'READ_INPUT_REGISTERS',
  5: 'WRITE_SINGLE_COIL',
  6: 'WRITE_SINGLE_REGISTER',
  7: 'READ_EXCEPTION_STATUS',
  8: 'DIAGNOSTICS',
  11: 'GET_COMM_EVENT_COUNTER',
  12: 'GET_COMM_EVENT_LOG',
  15: 'WRITE_MULTIPLE_COILS',
  16: 'WRITE_MULTIPLE_REGISTERS',
  17: 'REPORT_SLAVE_ID',
  20: 'READ_FILE_RECORD',
  21: 'WRITE_FILE_RECORD',
  22: 'MASK_WRITE_REGISTER',
  23: 'READ_WRITE_MULTIPLE_REGISTERS',
  24: 'READ_FIFO_QUEUE',
  40: 'PROGRAM_CONCEPT',
  43: 'ENCAP_INTERFACE_TRANSPORT',
  90: 'PROGRAM_UNITY',
  125: 'FIRMWARE_REPLACEMENT',
}

const EXCEPTIONS: Record<number, string> = {
  1: 'ILLEGAL_FUNCTION',
  2: 'ILLEGAL_DATA_ADDRESS',
  3: 'ILLEGAL_DATA_VALUE',
  4: 'SLAVE_DEVICE_FAILURE',
  6: 'SLAVE_DEVICE_BUSY',
  11: 'GATEWAY_TARGET_DEVICE_FAILED_TO_RESPOND',
}

const DIAGNOSTICS: Record<number, string> = {
  0: 'Return Query Data',
  1: 'Restart Communications Option',
  2: 'Return Diagnostic Register',
  4: 'Force Listen Only Mode',
  10: 'Clear Counters and Diagnostic Register',
}

export const functionName = (code: number): string => FUNCTIONS[code] ?? `unknown-${code}`

/** An exception has the high bit set; for a code without a name Zeek shows the raw byte. */
export const exceptionFunctionName = (code: number): string =>
  code in FUNCTIONS ? `${FUNCTIONS[code]}_EXCEPTION` : `unknown-${code + 128}`

export const exceptionName = (code: number): string => EXCEPTIONS[code] ?? `unknown-${code}`

export const diagnosticName = (code: number): string => DIAGNOSTICS[code] ?? `unknown-${code}`

/** Codes that icsnpp-modbus pairs into one row; it writes two rows of the others. */
const PAIRED = new Set([1, 2, 3, 4, 5, 6, 8, 15, 16, 20, 21, 22, 23, 24, 43])

export const isPaired = (code: number): boolean => PAIRED.has(code)
