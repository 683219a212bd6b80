import type Database from 'better-sqlite3'

type Facts = Readonly<Record<string, unknown>>

/** What the site calls its hosts and the units behind them. */
export class SiteNames {
  readonly #hosts: ReadonlyMap<string, string>
  readonly #units: ReadonlyMap<string, string>

  constructor(db: Database.Database) {
    this.#hosts = new Map(
      db.prepare('SELECT address, name FROM policy_asset WHERE name IS NOT NULL').raw().all() as [
        string,
        string,
      ][],
    )
    this.#units = new Map(
      db
        .prepare("SELECT address || ' ' || unit, name FROM policy_unit WHERE name IS NOT NULL")
        .raw()
        .all() as [string, string][],
    )
  }

  /** The facts of a message, with the names of hosts before their addresses and those of units behind theirs. */
  speak(facts: Facts): Facts {
    const { server, unit } = facts
    const told: Record<string, unknown> = { ...facts }
    for (const [name, value] of Object.entries(facts)) {
      if (typeof value === 'string') told[name] = this.#host(value)
    }
    const name = this.#units.get(`${server} ${unit}`)
    if (name !== undefined) told.unit = `${unit} (${name})`
    return told
  }

  #host(address: string): string {
    const name = this.#hosts.get(address)
    return name === undefined ? address : `${name} (${address})`
  }
}
