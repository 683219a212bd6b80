import { ModbusDevice } from '../modbus/device.js'
import { DAY } from '../sim/calendar.js'
import { drift, type Signal, swing, wave } from '../sim/signal.js'
import type { Hosts } from './hosts.js'

/** The Modbus servers of a water works and what is in their registers. */
export interface Devices {
  plc1: ModbusDevice
  plc2: ModbusDevice
  plc3: ModbusDevice
  gateway: ModbusDevice
}

export function devicesOf(hosts: Hosts): Devices {
  return {
    plc1: intake(hosts.plc1),
    plc2: dosing(hosts.plc2),
    plc3: reservoirs(hosts.plc3),
    gateway: meters(hosts.gateway),
  }
}

/** Pumps, flow and pressure; set-points and pump coils are written by the operator. */
function intake(host: string): ModbusDevice {
  const device = new ModbusDevice(host, [0.004, 0.012])
  const flow = (n: number): Signal =>
    swing({ name: `${host} flow ${n}`, middle: 640, daily: 120, cycle: 40, noise: 12 })
  const pressure = swing({ name: `${host} bar`, middle: 512, cycle: 18, noise: 5 })
  device
    .unit(1)
    .measured('holding', 0, [flow(1), flow(2), pressure])
    .stored('holding', 3, [0, 0, 3, 1, 0])
    .stored('holding', 8, [620, 540, 75, 30])
    .stored('holding', 200, [1, 0, 115, 19200, 8, 1, 0, 0, 250, 20])
    .stored('coil', 0, [1, 0, 1, 0, 0, 1, 0, 0])
    .measured('discrete', 0, [duty(host, 0), duty(host, 0.4), () => 1, () => 0])
  return device
}

/** Chlorine and pH: analogue inputs, three set-points, a mode word. */
function dosing(host: string): ModbusDevice {
  const device = new ModbusDevice(host, [0.006, 0.02])
  const chlorine = swing({ name: `${host} cl`, middle: 84, daily: 9, cycle: 4, noise: 3 })
  const acid = swing({ name: `${host} ph`, middle: 724, daily: 8, cycle: 5, noise: 4 })
  const rate = swing({ name: `${host} rate`, middle: 310, daily: 60, cycle: 12, noise: 9 })
  device
    .unit(1)
    .measured('input', 0, [chlorine, acid, rate, () => 0])
    .stored('holding', 100, [85, 722, 300, 2])
    .stored('coil', 0, [1, 1, 0, 0])
  return device
}

/** Levels, and the day's volume, which begins anew each midnight. */
function reservoirs(host: string): ModbusDevice {
  const device = new ModbusDevice(host, [0.005, 0.015])
  const level = (n: number): Signal =>
    swing({
      name: `${host} level ${n}`,
      middle: 2900,
      daily: 500,
      cycle: 60,
      cycleSeconds: 9000,
      noise: 14,
    })
  const volume: Signal = (time) => Math.floor((time - Math.floor(time / DAY) * DAY) / 4)
  device
    .unit(1)
    .measured('input', 0, [level(1), level(2), volume, () => 1])
    .measured('discrete', 0, [duty(host, 0.2), duty(host, 0.7), () => 0, () => 0, () => 1])
    .stored('holding', 0, [3600, 3600, 900, 900])
    .stored('coil', 0, [1, 0])
  return device
}

/** Energy meters on a serial line behind a gateway, units 1 to 6. */
function meters(host: string): ModbusDevice {
  const device = new ModbusDevice(host, [0.03, 0.05], true)
  for (let id = 1; id <= 6; id++) {
    const volts = swing({ name: `${host}/${id} volts`, middle: 2310, daily: 12, noise: 8 })
    const power = swing({ name: `${host}/${id} power`, middle: 180 * id, daily: 30, noise: 6 })
    device
      .unit(id)
      .measured('input', 0, [volts, power, () => 500])
      .stored('holding', 0, [id, 3])
  }
  return device
}

/** A pump that runs some hours and rests some. */
function duty(host: string, phase: number): Signal {
  const late = drift(host.length + Math.round(phase * 97), 7200)
  return (time) => (wave((time + 300 * late(time)) / 10_800 + phase) > 0 ? 1 : 0)
}
