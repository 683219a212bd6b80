import type { FunctionCode } from './action.js'
import { dnp3ControlLog, dnp3ObjectsLog } from './dnp3/control.js'
import { dnp3Log } from './dnp3/dnp3.js'
import { dnp3Functions } from './dnp3/functions.js'
import { otsiftDnp3Log } from './dnp3/otsift_dnp3.js'
import type { Protocol } from './message.js'
import { modbusDiagnostics, modbusFunctions, modbusUmas } from './modbus/functions.js'
import { modbusLog } from './modbus/modbus.js'
import { modbusDetailedLog } from './modbus/modbus_detailed.js'
import { otsiftModbusLog } from './modbus/otsift_modbus.js'
import {
  deviceIdentificationLog,
  knownModbusLog,
  maskWriteLog,
  readWriteLog,
  registerChangeLog,
} from './modbus/side.js'
import {
  analyzerLog,
  captureLossLog,
  connLog,
  dpdLog,
  noticeLog,
  weirdLog,
} from './network/logs.js'
import { cotpFunctions, s7commFunctions, s7commPlusFunctions } from './s7comm/functions.js'
import { otsiftS7commLog } from './s7comm/otsift_s7comm.js'
import { s7commLog } from './s7comm/s7comm.js'
import {
  cotpLog,
  knownDevicesLog,
  readSzlLog,
  s7commPlusLog,
  uploadDownloadLog,
} from './s7comm/side.js'
import type { LogShape } from './shape.js'

/** Every log that otsift reads: to add one, write its shape and name it here. */
export const shapes: ReadonlyMap<string, LogShape> = new Map(
  [
    modbusLog,
    modbusDetailedLog,
    maskWriteLog,
    readWriteLog,
    deviceIdentificationLog,
    registerChangeLog,
    knownModbusLog,
    dnp3Log,
    dnp3ControlLog,
    dnp3ObjectsLog,
    s7commLog,
    cotpLog,
    readSzlLog,
    uploadDownloadLog,
    s7commPlusLog,
    knownDevicesLog,
    connLog,
    weirdLog,
    analyzerLog,
    dpdLog,
    captureLossLog,
    noticeLog,
    otsiftModbusLog,
    otsiftDnp3Log,
    otsiftS7commLog,
  ].map((shape) => [shape.log, shape]),
)

/** The function codes of each protocol. */
export const functions: readonly (readonly [Protocol, readonly FunctionCode[]])[] = [
  ['modbus', [...modbusFunctions, ...modbusDiagnostics, ...modbusUmas]],
  ['dnp3', dnp3Functions],
  ['s7comm', s7commFunctions],
  ['s7comm-plus', s7commPlusFunctions],
  ['cotp', cotpFunctions],
]
