/** Things in the order of their time; equal times keep the order they came in. */
export class Heap<T> {
  readonly #items: { time: number; order: number; item: T }[] = []
  #order = 0

  get nextTime(): number {
    return this.#items[0]?.time ?? Number.POSITIVE_INFINITY
  }

  push(time: number, item: T): void {
    const items = this.#items
    const entry = { time, order: this.#order++, item }
    let i = items.length
    items.push(entry)
    while (i > 0) {
      const up = (i - 1) >> 1
      const parent = items[up]
      if (!parent || !before(entry, parent)) break
      items[i] = parent
      i = up
    }
    items[i] = entry
  }

  pop(): { time: number; item: T } | undefined {
    const items = this.#items
    const first = items[0]
    const last = items.pop()
    if (first && last && items.length > 0) this.#sink(last)
    return first
  }

  #sink(entry: { time: number; order: number; item: T }): void {
    const items = this.#items
    let i = 0
    for (;;) {
      let down = 2 * i + 1
      let child = items[down]
      const right = items[down + 1]
      if (child && right && before(right, child)) {
        child = right
        down++
      }
      if (!child || !before(child, entry)) break
      items[i] = child
      i = down
    }
    items[i] = entry
  }
}

interface Entry {
  time: number
  order: number
}

const before = (a: Entry, b: Entry): boolean =>
  a.time < b.time || (a.time === b.time && a.order < b.order)
