import { BlockList, isIP } from 'node:net'
import type Database from 'better-sqlite3'

/** Networks that are not routed on the internet: RFC 1918, 3927, 4193, 4291, 6598 and this host. */
const unrouted = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
  '::/127',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
]

interface Network {
  readonly prefix: number
  readonly zone: string
  readonly list: BlockList
}

/** Works out where every address lies that speaks an OT protocol, by the networks and zones of the policy. */
export function placeAddresses(db: Database.Database): void {
  const rows = db.prepare('SELECT network, zone FROM policy_network').all() as {
    network: string
    zone: string
  }[]
  db.prepare('DELETE FROM address_place').run()
  if (rows.length === 0) return
  const networks = rows.map(networkOf).sort((a, b) => b.prefix - a.prefix)
  // Where the site only names zones, what lies in none is outside if it is public.
  const bounded = rows.some(({ zone }) => zone === '')
  const internal = listOf(unrouted)
  const add = db.prepare('INSERT INTO address_place VALUES (?, ?, ?, ?)')
  const seen = db.prepare('SELECT client FROM channel UNION SELECT server FROM channel').pluck()
  for (const address of seen.all() as string[]) {
    const family = familyOf(address)
    if (family === undefined) continue
    const matching = networks.filter(({ list }) => list.check(address, family))
    const zone = matching.find((each) => each.zone !== '')?.zone ?? ''
    const isPublic = !internal.check(address, family)
    const inside = matching.length > 0 || (!bounded && !isPublic)
    add.run(address, zone, inside ? 1 : 0, isPublic ? 1 : 0)
  }
}

function networkOf({ network, zone }: { network: string; zone: string }): Network {
  const prefix = Number(network.split('/')[1] ?? (isIP(network) === 4 ? 32 : 128))
  return { prefix, zone, list: listOf([network]) }
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    const family = familyOf(address) ?? 'ipv4'
    list.addSubnet(address, Number(prefix ?? (family === 'ipv4' ? 32 : 128)), family)
  }
  return list
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address)
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6'
}
