import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

const blocks = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  blocks.addSubnet(network, prefix, 'ipv4')
}
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  blocks.addSubnet(network, prefix, 'ipv6')
}

/** True for an address of this machine, of its link, or of a private network. */
export function isInternal(address: string): boolean {
  // An IPv4 address in IPv6 clothes is checked as IPv4 by the list.
  return blocks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** Resolves a name, and fails where it leads to an internal address: asked at each connection, so a name cannot change its mind. */
export const externalOnly: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const inside = addresses?.find(({ address }) => isInternal(address))
    const refused = inside && new Error(`${hostname} is internal (${inside.address})`)
    const failure = error ?? refused ?? null
    if (failure) callback(failure, '', 0)
    else if (options.all) callback(null, addresses)
    else callback(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 4)
  })
}
