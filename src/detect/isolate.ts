import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Job, Verdict } from './judge.js'

const childPath = fileURLToPath(new URL('./child.js', import.meta.url))

/** Runs detectors in a child process with a read-only connection, a time limit and a hard kill. */
export class IsolatedJudge {
  readonly #path: string
  readonly #limit: number
  #child: ChildProcess | undefined

  /** `limit` is the seconds one detector may take. */
  constructor(path: string, limit: number) {
    this.#path = path
    this.#limit = limit
  }

  /** Runs one detector; one that takes too long is killed, and the next gets a new process. */
  judge(job: Job): Promise<Verdict> {
    const child = this.#start()
    return new Promise((resolve) => {
      const end = (verdict: Verdict) => {
        clearTimeout(timer)
        child.off('message', onMessage)
        child.off('exit', onExit)
        resolve(verdict)
      }
      const fail = (failure: string) =>
        end({ id: job.detector.id, atoms: [], milliseconds: this.#limit * 1000, failure })
      const onMessage = (message: unknown) => end(message as Verdict)
      const onExit = () => {
        this.#child = undefined
        fail('the process that ran it ended')
      }
      const timer = setTimeout(() => {
        this.close()
        fail(`it took longer than ${this.#limit} s`)
      }, this.#limit * 1000)
      child.once('message', onMessage)
      child.once('exit', onExit)
      child.send(job)
    })
  }

  /** Ends the process. */
  close(): void {
    this.#child?.removeAllListeners()
    this.#child?.kill('SIGKILL')
    this.#child = undefined
  }

  #start(): ChildProcess {
    this.#child ??= fork(childPath, [this.#path], { serialization: 'advanced', execArgv: [] })
    return this.#child
  }
}
