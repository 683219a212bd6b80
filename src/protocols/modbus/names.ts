import { FieldError } from '../../zeek/columns.js'
import { modbusDiagnostics, modbusExceptions, modbusFunctions } from './functions.js'

/** A function name of a Modbus log as numbers. */
export interface ModbusFunction {
  readonly code: number
  /** True for `…_EXCEPTION` and for a raw byte above 127 in a response. */
  readonly exception: boolean
}

const codes = new Map<string, ModbusFunction>()
for (const { name, code } of modbusFunctions) {
  codes.set(name, { code, exception: false })
  codes.set(`${name}_EXCEPTION`, { code, exception: true })
}
const diagnostics = new Map(modbusDiagnostics.map(({ name, sub }) => [name, sub ?? null]))

/** Zeek's function name as a number; `unknown-156` is function 28 answered with an exception. */
export function modbusFunction(name: string): ModbusFunction {
  return codes.get(name) ?? unknownFunction(name)
}

function unknownFunction(name: string): ModbusFunction {
  const match = /^unknown-(\d{1,3})(_EXCEPTION)?$/.exec(name)
  const raw = Number(match?.[1] ?? Number.NaN)
  if (!(raw <= 255)) throw new FieldError(`func is no Modbus function: ${name.slice(0, 40)}`)
  const exception = match?.[2] !== undefined || raw > 127
  return { code: raw > 127 ? raw - 128 : raw, exception }
}

/** Zeek's exception name as a number; `undefined` stays undefined, an unknown name keeps its number. */
export function modbusException(name: string | undefined): number | undefined {
  if (name === undefined || name === '') return undefined
  const code = modbusExceptions.get(name) ?? Number(/(\d{1,3})$/.exec(name)?.[1] ?? Number.NaN)
  if (Number.isNaN(code))
    throw new FieldError(`exception is no Modbus exception: ${name.slice(0, 40)}`)
  return code
}

/** ICSNPP's name of a Diagnostics sub-function as decimal text. */
export function modbusSubFunction(name: string | undefined): string | null {
  if (name === undefined) return null
  return diagnostics.get(name) ?? /^unknown-(\d+)$/.exec(name)?.[1] ?? null
}
