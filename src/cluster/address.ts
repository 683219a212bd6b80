import { readFileSync } from 'node:fs'
import { OtsiftError } from '../errors.js'

/** Where a ClickHouse store is and who asks. */
export interface StoreAddress {
  readonly url: string
  readonly database: string
  readonly username: string
  readonly password: string
  /** Tables are made for a replicated database. */
  readonly replicated: boolean
}

const example = 'Write clickhouse://USER@HOST:8443/DATABASE, or clickhouse+http:// without TLS.'

/**
 * Reads `clickhouse://user@host:8443/database`. The password is never part of it, as every user of the machine
 * could read it there: it comes from OTSIFT_STORE_PASSWORD, or the file that OTSIFT_STORE_PASSWORD_FILE names.
 */
export function storeAddress(text: string, environment = process.env): StoreAddress {
  const refuse = (what: string, next = example) => new OtsiftError('usage', what, next)
  if (!URL.canParse(text)) throw refuse(`--store ${text} is no address.`)
  const { protocol, hostname, port, pathname, username, password, searchParams } = new URL(text)
  if (protocol !== 'clickhouse:' && protocol !== 'clickhouse+http:') {
    throw refuse(`--store ${protocol}// is no kind of store.`)
  }
  if (password !== '') {
    throw refuse('--store has a password in it.', 'Put it into OTSIFT_STORE_PASSWORD, or a file.')
  }
  const database = pathname.slice(1)
  // Shorter names are those of tables in views.
  if (hostname === '' || !/^\w{4,}$/.test(database))
    throw refuse(`--store ${text} names no database of four letters or more.`)
  const plain = protocol === 'clickhouse+http:'
  return {
    url: `${plain ? 'http' : 'https'}://${hostname}:${port || (plain ? '8123' : '8443')}`,
    database,
    username: decodeURIComponent(username) || 'default',
    password: secret(environment),
    replicated: searchParams.has('replicated'),
  }
}

function secret(environment: NodeJS.ProcessEnv): string {
  const { OTSIFT_STORE_PASSWORD: password, OTSIFT_STORE_PASSWORD_FILE: file } = environment
  if (password !== undefined || file === undefined) return password ?? ''
  try {
    return readFileSync(file, 'utf8').trimEnd()
  } catch (error) {
    throw new OtsiftError(
      'io',
      `${file} cannot be read: ${(error as Error).message}.`,
      'Check OTSIFT_STORE_PASSWORD_FILE.',
    )
  }
}
