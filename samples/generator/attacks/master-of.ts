import type { Dnp3Link } from '../dnp3/link.js'
import type { Dnp3Master } from '../dnp3/master.js'
import type { Cell } from '../plant/cell.js'

/** The front end's conversation with an outstation. */
export function masterOf(cell: Cell, outstation: string): Dnp3Master {
  const found = cell.dnp3.find((master) => master.outstation.host === outstation)
  if (!found) throw new Error(`no master polls ${outstation}`)
  return found
}

/** Waits for the master's connection and gives it. */
export function* linkOf(master: Dnp3Master): Generator<number, Dnp3Link, void> {
  while (!master.link?.connection.open) yield 1
  return master.link
}
