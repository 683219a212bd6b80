import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { FoundAtom, Job, Outcome, Verdict } from './judge.js'
import type { LargeList } from './scratch.js'

/** An answer, or why there is none. */
type Answered<Answer> = { readonly answer: Answer } | { readonly failure: string }

/** What a process tells: parts of its answer as they come, and then the answer. */
type Message<Answer, Part> = { readonly part: Part } | { readonly answer: Answer }

/** A process of its own that answers one question after the other, with a time limit and a hard kill. */
export class Isolated<Question extends object, Answer, Part = never> {
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

  /**
   * Asks one question and takes the parts of its answer; where that takes too long the process is killed, and the
   * next question gets a new one.
   */
  ask(question: Question, take?: (part: Part) => void): Promise<Answered<Answer>> {
    const child = this.#start()
    return new Promise((resolve, reject) => {
      const end = (answered: Answered<Answer>) => {
        clearTimeout(timer)
        child.off('message', onMessage)
        child.off('exit', onExit)
        resolve(answered)
      }
      const onMessage = (message: Message<Answer, Part>) => {
        if ('answer' in message) return end(message)
        try {
          take?.(message.part)
        } catch (error) {
          this.close()
          clearTimeout(timer)
          reject(error)
        }
      }
      const onExit = () => {
        this.#child = undefined
        end({ failure: 'the process that ran it ended' })
      }
      const timer = setTimeout(() => {
        this.close()
        end({ failure: `it took longer than ${this.#limit} s` })
      }, this.#limit * 1000)
      child.on('message', onMessage)
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
      // Young garbage of a flood need not be kept: half of what the process would hold.
      execArgv: ['--max-semi-space-size=2'],
    })
    return this.#child
  }
}

/** Runs detectors in a process of its own, on a read-only connection. */
export class IsolatedJudge {
  readonly #limit: number
  readonly #process: Isolated<Job, Outcome, readonly FoundAtom[]>

  /** `limit` is the seconds one detector may take. */
  constructor(path: string, limit: number) {
    this.#limit = limit
    this.#process = new Isolated('./child.js', [path], limit)
  }

  /** Runs one detector and keeps what it finds in the list; one that takes too long has failed. */
  async judge(job: Job, found: LargeList<FoundAtom>): Promise<Verdict> {
    const told = await this.#process.ask(job, (part) => {
      for (const atom of part) found.add(atom)
    })
    if ('answer' in told) return { ...told.answer, found }
    return { found, milliseconds: this.#limit * 1000, failure: told.failure }
  }

  close(): void {
    this.#process.close()
  }
}
