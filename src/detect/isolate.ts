import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Job, Verdict } from './judge.js'

/** An answer, or why there is none. */
type Answered<Answer> = { readonly answer: Answer } | { readonly failure: string }

/** A process of its own that answers one question after the other, with a time limit and a hard kill. */
export class Isolated<Question extends object, Answer> {
  readonly #program: string
  readonly #args: readonly string[]
  readonly #limit: number
  #child: ChildProcess | undefined

  /** `program` stands beside this module; `limit` is the seconds an answer may take. */
  constructor(program: string, args: readonly string[], limit: number) {
    this.#program = fileURLToPath(new URL(program, import.meta.url))
    this.#args = args
    this.#limit = limit
  }

  /** Asks one question; where the answer takes too long the process is killed, and the next gets a new one. */
  ask(question: Question): Promise<Answered<Answer>> {
    const child = this.#start()
    return new Promise((resolve) => {
      const end = (answered: Answered<Answer>) => {
        clearTimeout(timer)
        child.off('message', onMessage)
        child.off('exit', onExit)
        resolve(answered)
      }
      const onMessage = (message: unknown) => end({ answer: message as Answer })
      const onExit = () => {
        this.#child = undefined
        end({ failure: 'the process that ran it ended' })
      }
      const timer = setTimeout(() => {
        this.close()
        end({ failure: `it took longer than ${this.#limit} s` })
      }, this.#limit * 1000)
      child.once('message', onMessage)
      child.once('exit', onExit)
      child.send(question)
    })
  }

  /** Ends the process. */
  close(): void {
    this.#child?.removeAllListeners()
    this.#child?.kill('SIGKILL')
    this.#child = undefined
  }

  #start(): ChildProcess {
    this.#child ??= fork(this.#program, [...this.#args], {
      serialization: 'advanced',
      execArgv: [],
    })
    return this.#child
  }
}

/** Runs detectors in a process of its own, on a read-only connection. */
export class IsolatedJudge {
  readonly #limit: number
  readonly #process: Isolated<Job, Verdict>

  /** `limit` is the seconds one detector may take. */
  constructor(path: string, limit: number) {
    this.#limit = limit
    this.#process = new Isolated('./child.js', [path], limit)
  }

  /** Runs one detector; one that takes too long has failed. */
  async judge(job: Job): Promise<Verdict> {
    const told = await this.#process.ask(job)
    if ('answer' in told) return told.answer
    const { failure } = told
    return { id: job.detector.id, atoms: [], milliseconds: this.#limit * 1000, failure }
  }

  close(): void {
    this.#process.close()
  }
}
