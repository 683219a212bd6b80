import { statSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { applyPolicy } from '../config/apply.js'
import { defaultPolicyPath, type LoadedPolicy } from '../config/load.js'
import { OtsiftError } from '../errors.js'
import { printable } from '../report/text.js'
import { registerSinks } from '../sinks/configured.js'
import { type Sink, type SinkSetting, sinkOf } from '../sinks/setting.js'
import type { Database } from '../store/database.js'
import type { Turn } from '../watch/watch.js'
import type { Output } from './options.js'
import { faultlessPolicy, type PolicyArgument } from './policy-in-force.js'
import { detectorsOf, takePolicy } from './session.js'

/** Milliseconds for which nobody may have written to a policy before it is read: half of one may be valid, too. */
const settled = 1_000

interface PolicyArguments {
  readonly db: string
  readonly policy?: PolicyArgument
  readonly detectors: readonly string[]
}

/** A file as it was seen; without a path it is not there. */
interface Seen {
  readonly path?: string | undefined
  readonly state: string
  readonly written: number
}

/** The policy of a command that runs for months: its file is looked at again and again. */
export class WatchedPolicy {
  readonly #db: Database
  readonly #args: PolicyArguments
  readonly #output: Output
  #seen: Seen

  /** Takes the policy as every command does. Throws `policy` for one that is wrong. */
  constructor(db: Database, args: PolicyArguments, output: Output) {
    this.#db = db
    this.#args = args
    this.#output = output
    this.#seen = this.#look()
    takePolicy(db, args)
  }

  /**
   * Takes the policy anew where its file was written, and says so; tells the sinks it has. One that is wrong is told
   * once, and the one before stays in force.
   */
  async renew(turn: Turn): Promise<readonly Sink[] | undefined> {
    const now = this.#look()
    if (now.state === this.#seen.state || Math.abs(Date.now() - now.written) < settled) return
    try {
      const sinks = await this.#take(now, turn)
      this.#seen = now
      return sinks
    } catch (error) {
      // A busy database or a full disk may pass; a mistake stays until the file is written again.
      if (!(error instanceof OtsiftError)) throw error
      this.#seen = now
      this.#tell(`otsift: ${error} The policy before stays in force.\n`)
    }
  }

  #look(): Seen {
    const { policy, db } = this.#args
    try {
      const path = policy === false ? undefined : (policy ?? defaultPolicyPath(db))
      if (path !== undefined) {
        const { dev, ino, size, mtimeMs, mode } = statSync(path)
        return { path, state: `${dev} ${ino} ${size} ${mtimeMs} ${mode}`, written: mtimeMs }
      }
    } catch {
      // Not there, or where nobody may look: detection goes on by the policy in force.
    }
    return { state: 'gone', written: 0 }
  }

  async #take({ path }: Seen, turn: Turn): Promise<readonly Sink[]> {
    if (path === undefined) throw new OtsiftError('io', `${this.#seen.path} is gone.`)
    const loaded = faultlessPolicy(path, detectorsOf(this.#args.detectors))
    const sinks = usableSinks(loaded)
    const before = this.#inForce()
    await turn(
      this.#db.transaction(() => {
        applyPolicy(this.#db, loaded)
        registerSinks(this.#db)
      }),
    )
    const changed = keysThatDiffer(before, loaded.policy).join(', ') || 'nothing'
    this.#tell(`policy ${path} was taken anew: ${changed} changed\n`)
    return sinks
  }

  #inForce(): object {
    const text = this.#db.prepare('SELECT document FROM policy').pluck().get()
    return JSON.parse(String(text ?? '{}')) as object
  }

  #tell(text: string): void {
    this.#output.stderr(printable(text))
  }
}

/** The sinks of a policy. Throws `policy`, with the line, for one that cannot be used. */
function usableSinks({ policy, document }: LoadedPolicy): Sink[] {
  return Object.entries(policy.sinks ?? {}).map(([name, setting]) => {
    try {
      return sinkOf(name, setting as SinkSetting)
    } catch (error) {
      if (!(error instanceof OtsiftError)) throw error
      throw document.error(error.message, ['sinks', name], error.next)
    }
  })
}

function keysThatDiffer(before: object, now: object): string[] {
  const [old, fresh] = [new Map(Object.entries(before)), new Map(Object.entries(now))]
  const keys = new Set([...old.keys(), ...fresh.keys()])
  return [...keys].filter((key) => !isDeepStrictEqual(old.get(key), fresh.get(key)))
}
