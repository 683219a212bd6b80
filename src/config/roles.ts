import { isIP } from 'node:net'
import type { Database } from 'better-sqlite3'
import { OtsiftError } from '../errors.js'

/** What the site allows an address to do. */
export type Role = 'client' | 'writer' | 'workstation'

const options: readonly (readonly ['authorized-masters' | 'authorized-writers', Role])[] = [
  ['authorized-masters', 'client'],
  ['authorized-writers', 'writer'],
]

/** The lists of roles as the command line gave them; what was not given is undefined. */
export interface RoleArguments {
  readonly authorizedMasters?: readonly string[] | undefined
  readonly authorizedWriters?: readonly string[] | undefined
}

/** Addresses by role, and the paths that stood behind the lists. */
export interface Roles {
  readonly roles: readonly (readonly [Role, readonly string[]])[]
  readonly paths: readonly string[]
}

/** What the command line says of roles. Throws `usage` for a list that begins with no address. */
export function rolesOf(args: RoleArguments): Roles {
  const roles: [Role, readonly string[]][] = []
  const paths: string[] = []
  for (const [option, role] of options) {
    const values = role === 'client' ? args.authorizedMasters : args.authorizedWriters
    if (values === undefined) continue
    const { addresses, rest } = addressList(option, values)
    roles.push([role, addresses])
    paths.push(...rest)
  }
  return { roles, paths }
}

/** Addresses from the command line, and what follows them: a list ends at the first value that is no address. */
export interface AddressList {
  readonly addresses: readonly string[]
  readonly rest: readonly string[]
}

/** Splits the values of an option that takes addresses; several may stand in one, with commas. */
export function addressList(option: string, values: readonly string[]): AddressList {
  const lists = values.map((value) => value.split(',').filter((part) => part !== ''))
  const end = lists.findIndex((list) => !list.every((part) => isIP(part) > 0))
  const count = end < 0 ? values.length : end
  if (count === 0 && values.length > 0) {
    throw new OtsiftError(
      'usage',
      `--${option}: ${values[0]} is no address.`,
      'Write addresses such as 10.0.0.1; without any, the list is forgotten.',
    )
  }
  return { addresses: [...new Set(lists.slice(0, count).flat())], rest: values.slice(count) }
}

/** Puts these addresses in place of those that the command line gave a role; detectors judge anew by them. */
export function setRole(db: Database, role: Role, addresses: readonly string[]): void {
  db.transaction(() => {
    db.prepare("DELETE FROM policy_role WHERE origin = 'command line' AND role = ?").run(role)
    const add = db.prepare("INSERT INTO policy_role VALUES ('command line', ?, ?)")
    for (const address of addresses) add.run(role, address)
    refreshRoles(db)
  })()
}

/** Brings the roles that detectors read up to date: what the policy says, and what the command line adds. */
export function refreshRoles(db: Database): void {
  db.prepare('DELETE FROM policy_address').run()
  db.prepare(
    'INSERT INTO policy_address SELECT DISTINCT role, address FROM policy_role ORDER BY role, address',
  ).run()
}
