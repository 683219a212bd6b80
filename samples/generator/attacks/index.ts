import { analyzerViolation } from './analyzer-violation.js'
import { captureLossSpike } from './capture-loss-spike.js'
import { dnp3ColdRestart } from './dnp3-cold-restart.js'
import { dnp3DisableUnsolicited } from './dnp3-disable-unsolicited.js'
import { dnp3OperateSweep } from './dnp3-operate-sweep.js'
import { dnp3RogueMaster } from './dnp3-rogue-master.js'
import { foreignPort502 } from './foreign-port-502.js'
import { modbusAddressScan } from './modbus-address-scan.js'
import { modbusFunctionScan } from './modbus-function-scan.js'
import { modbusListenOnly } from './modbus-listen-only.js'
import { modbusUnitScan } from './modbus-unit-scan.js'
import { modbusWriteFlood } from './modbus-write-flood.js'
import { s7ProgramSwap } from './s7-program-swap.js'
import { sensorSilent } from './sensor-silent.js'

/** The attacks and sensor faults of the samples' fourth day. */
export const ATTACKS = {
  'modbus-address-scan': modbusAddressScan,
  'modbus-unit-scan': modbusUnitScan,
  'modbus-function-scan': modbusFunctionScan,
  'modbus-listen-only': modbusListenOnly,
  'modbus-write-flood': modbusWriteFlood,
  'dnp3-cold-restart': dnp3ColdRestart,
  'dnp3-disable-unsolicited': dnp3DisableUnsolicited,
  'dnp3-operate-sweep': dnp3OperateSweep,
  'dnp3-rogue-master': dnp3RogueMaster,
  's7-program-swap': s7ProgramSwap,
  'analyzer-violation': analyzerViolation,
  'foreign-port-502': foreignPort502,
  'capture-loss-spike': captureLossSpike,
  'sensor-silent': sensorSilent,
}
