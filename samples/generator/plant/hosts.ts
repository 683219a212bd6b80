/** Who is where. Cells of a larger plant differ in the second octet. */
const HOSTS = {
  router: '10.1',
  ews: '10.10',
  hmi: '10.20',
  historian: '10.30',
  frontEnd: '10.40',
  plc1: '20.11',
  plc2: '20.12',
  plc3: '20.13',
  gateway: '20.15',
  filterPlc: '20.31',
  pumpPlc: '20.32',
  rtu1: '40.21',
  rtu2: '40.22',
}

type HostName = keyof typeof HOSTS
export type Hosts = Record<HostName, string>

const network = (cell: number): string => `10.${20 + cell}`

export function hostsOf(cell: number): Hosts {
  const entries = Object.entries(HOSTS).map(([name, place]) => [name, `${network(cell)}.${place}`])
  return Object.fromEntries(entries) as Hosts
}

/** An address of the office network of a works that none of its hosts has. */
export const strangerOf = (hosts: Hosts, last: number): string =>
  hosts.router.replace(/\d+$/, String(last))
