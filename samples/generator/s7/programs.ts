import type { Sensor } from '../net/sensor.js'
import type { Steps } from '../sim/simulation.js'
import type { S7Link } from './link.js'
import { hex } from './names.js'

export interface Block {
  type: number
  number: number
  bytes: number
}

const BLOCK_TYPES: Record<number, string> = {
  8: 'Organization Block',
  10: 'Data Block',
  11: 'System Data Block',
  12: 'Function',
  14: 'Function Block',
}

export const OB1: Block = { type: 8, number: 1, bytes: 412 }
export const FC1: Block = { type: 12, number: 1, bytes: 926 }
export const DB10: Block = { type: 10, number: 10, bytes: 254 }

const digits = (block: Block): string => String(block.number).padStart(5, '0')

function described(block: Block, system: 'A' | 'P'): Record<string, string> {
  const type = hex(block.type, 2).slice(2).toUpperCase()
  return {
    filename: `_${type}${digits(block)}${system}`,
    block_type: BLOCK_TYPES[block.type] ?? 'Unknown',
    block_number: digits(block),
    destination_filesystem: system === 'A' ? 'Active' : 'Passive',
  }
}

/** Reads a block out of the PLC. */
export function* uploadBlock(sensor: Sensor, link: S7Link, block: Block): Steps {
  const session = 7
  const parts: [number, string, object, object][] = [
    [
      29,
      'Start Upload',
      { session_id: 0, ...described(block, 'A') },
      { session_id: session, blocklength: block.bytes },
    ],
    [30, 'Upload', { session_id: session }, { blocklength: block.bytes }],
    [31, 'End Upload', { session_id: session }, {}],
  ]
  for (const [code, name, asked, given] of parts) {
    const ts = sensor.sim.now
    const took = link.job(code)
    const head = { function_name: name }
    link.transfer(ts, true, { ...head, rosctr: 'Job-Request', function_status: '0x00', ...asked })
    const status = code === 31 ? {} : { function_status: '0x00' }
    link.transfer(ts + took, false, { ...head, rosctr: 'ACK-Data', ...status, ...given })
    yield took + 0.02
  }
}

/** Loads a block into the PLC, which fetches it itself, and activates it. */
export function* downloadBlock(sensor: Sensor, link: S7Link, block: Block): Steps {
  const about = described(block, 'P')
  const parts: [number, string, object][] = [
    [26, 'Request Download', { ...about, blocklength: block.bytes }],
    [27, 'Download Block', about],
    [28, 'Download Ended', about],
  ]
  for (const [code, name, asked] of parts) {
    const ts = sensor.sim.now
    const fromClient = code === 26
    const took = link.job(code, { fromPlc: !fromClient })
    const head = { function_name: name, function_status: '0x00' }
    link.transfer(ts, fromClient, { ...head, rosctr: 'Job-Request', ...asked })
    link.transfer(ts + took, !fromClient, { ...head, rosctr: 'ACK-Data' })
    yield took + 0.03
  }
  yield 0.1 + link.job(40, { service: '_INSE' })
}
