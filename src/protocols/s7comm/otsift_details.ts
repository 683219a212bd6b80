import type { Columns, Row } from '../../zeek/columns.js'
import type { Message } from '../message.js'
import type { Facts } from '../shape.js'
import { s7commFunctions } from './functions.js'

type DetailWriter = (row: Row, facts: Facts, message: Message) => void

/** Block types by the two characters of a file name, under ICSNPP's labels. */
const blockTypes: Readonly<Record<string, string>> = {
  '08': 'Organization Block',
  '0A': 'Data Block',
  '0B': 'System Data Block',
  '0C': 'Function',
  '0D': 'System Function',
  '0E': 'Function Block',
  '0F': 'System Function Block',
}
const blockFunctions = new Set([0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f])
const filesystems: Readonly<Record<string, string>> = { P: 'Passive', A: 'Active', B: 'Both' }

function at(message: Message) {
  return { endpoints: message.endpoints, protocol: 's7comm' } as const
}

/** The items of a read or write: area, DB, address, values. */
export function otsiftItems(columns: Columns): DetailWriter {
  const areas = columns.numbers('item_areas')
  const blocks = columns.numbers('item_dbs')
  const addresses = columns.numbers('item_addresses')
  const types = columns.numbers('item_types')
  const counts = columns.numbers('item_counts')
  const status = columns.numbers('item_status')
  const values = columns.texts('values')
  return (row, facts, message) => {
    for (const [item, area] of (areas(row) ?? []).entries()) {
      const columnsOfItem = {
        ts: message.ts,
        item,
        function: message.function,
        area,
        db: blocks(row)?.[item] ?? null,
        address: addresses(row)?.[item] ?? null,
        type: types(row)?.[item] ?? null,
        count: counts(row)?.[item] ?? null,
        value: values(row)?.[item] ?? null,
        status: status(row)?.[item] ?? null,
      }
      facts.row('s7comm_item', columnsOfItem, at(message))
    }
  }
}

/** The system status list that is read. */
export function otsiftSzl(columns: Columns): DetailWriter {
  const id = columns.count('szl_id')
  const index = columns.count('szl_index')
  const returnCode = columns.count('return_code')
  return (row, facts, message) => {
    const szl = id(row)
    if (szl === undefined) return
    const columnsOfList = {
      ts: message.ts,
      request: 1,
      szl,
      name: null,
      szl_index: index(row) ?? null,
      return_code: returnCode(row) ?? null,
    }
    facts.row('s7comm_szl', columnsOfList, at(message))
  }
}

/** The block that is moved. */
export function otsiftBlock(columns: Columns): DetailWriter {
  const session = columns.count('session_id')
  const length = columns.count('block_length')
  const filename = columns.text('filename')
  const type = columns.text('block_type')
  const number = columns.count('block_number')
  const filesystem = columns.text('block_filesystem')
  return (row, facts, message) => {
    if (!blockFunctions.has(message.function)) return
    const name = s7commFunctions.find((each) => each.code === message.function)?.name ?? null
    const kindOfBlock = type(row)
    const columnsOfBlock = {
      ts: message.ts,
      request: 1,
      function: name,
      status: message.outcome,
      session: session(row) ?? null,
      length: length(row) ?? null,
      filename: filename(row) ?? null,
      block_type: kindOfBlock === undefined ? null : (blockTypes[kindOfBlock] ?? 'Unknown'),
      block_number: number(row) ?? null,
      destination: filesystems[filesystem(row) ?? ''] ?? null,
    }
    facts.row('s7comm_block', columnsOfBlock, at(message))
  }
}
