/** One piece of work at a time: transactions that wait for a log's next bytes must not mix with others. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  /** Does the work when everything asked for before is done. */
  take<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.#last.then(work)
    this.#last = result.catch(() => undefined)
    return result
  }
}
