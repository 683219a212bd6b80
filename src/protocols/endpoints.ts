import { type Columns, FieldError, type Read, type Row } from '../zeek/columns.js'
import type { Endpoints } from './message.js'

/** Addresses and uids are printable and short; anything else is not what Zeek writes there. */
const addressForm = /^[0-9A-Za-z.:%_-]{1,64}$/
const uidForm = /^[!-~]{0,64}$/

/** A column that must be set: throws FieldError where it is not. */
export function required<T>(name: string, read: Read<T>): (row: Row) => T {
  return (row) => {
    const value = read(row)
    if (value === undefined) throw new FieldError(`${name} is missing`)
    return value
  }
}

/** A column that must hold an address. */
function address(column: string, read: Read<string>): (row: Row) => string {
  const text = required(column, read)
  return (row) => {
    const value = text(row)
    if (!addressForm.test(value))
      throw new FieldError(`${column} is no address: ${value.slice(0, 64)}`)
    return value
  }
}

/** A port; 0 where the log has none. */
function port(column: string, read: Read<number>): (row: Row) => number {
  return (row) => {
    const value = read(row) ?? 0
    if (!(value >= 0 && value <= 65_535)) throw new FieldError(`${column} is no port: ${value}`)
    return value
  }
}

/** Reads `ts`, which every log has. */
export function timestamp(columns: Columns): (row: Row) => number {
  return required('ts', columns.time('ts'))
}

const names = ['uid', 'id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p']

/** Reads `uid` and the four `id.*` columns. */
export function endpoints(columns: Columns): (row: Row) => Endpoints {
  const uid = columns.text('uid')
  const client = address('id.orig_h', columns.text('id.orig_h'))
  const clientPort = port('id.orig_p', columns.count('id.orig_p'))
  const server = address('id.resp_h', columns.text('id.resp_h'))
  const serverPort = port('id.resp_p', columns.count('id.resp_p'))
  return columns.together(names, (row) => {
    const id = uid(row) ?? ''
    if (!uidForm.test(id)) throw new FieldError(`uid is none: ${id.slice(0, 64)}`)
    return {
      uid: id,
      client: client(row),
      client_port: clientPort(row),
      server: server(row),
      server_port: serverPort(row),
    }
  })
}
