import { modbusExceptions } from '../protocols/modbus/functions.js'

/** Internal indications by bit, IIN2.0 first. Source: IEEE 1815-2012 section 4.2.2.6. */
const indications = [
  'IIN2.0 function not supported',
  'IIN2.1 object unknown',
  'IIN2.2 parameter error',
  'IIN2.3 event buffer overflow',
  'IIN2.4 already executing',
  'IIN2.5 configuration corrupt',
  'IIN2.6 reserved',
  'IIN2.7 reserved',
  'IIN1.0 all stations',
  'IIN1.1 class 1 events',
  'IIN1.2 class 2 events',
  'IIN1.3 class 3 events',
  'IIN1.4 need time',
  'IIN1.5 local control',
  'IIN1.6 device trouble',
  'IIN1.7 device restart',
]

const exceptions = new Map([...modbusExceptions].map(([name, code]) => [code, name]))

const indicationsIn = (flags: number) =>
  indications.filter((_, bit) => ((flags >> bit) & 1) === 1).join(', ')
const inHex = (code: number) => `0x${code.toString(16).padStart(4, '0')}`

/** What the code in a column means, by the protocol that `outcome` is of; `undefined` where no table knows it. */
export function codeName(column: string, code: number, protocol: unknown): string | undefined {
  if (column === 'outcome') {
    const own = { modbus: 'exception_code', dnp3: 'refused', s7comm: 'error' }[String(protocol)]
    return own && codeName(own, code, protocol)
  }
  if (column === 'exception_code') return exceptions.get(code)
  if (column === 'refused' || column === 'iin') return indicationsIn(code) || undefined
  // Documents of S7comm give these in hexadecimal.
  return column === 'error' || column === 'szl' ? inHex(code) : undefined
}
