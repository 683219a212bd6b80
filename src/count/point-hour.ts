/** What an hour says of a register or coil; the columns of `point_hour`. */
export interface HourOfPoint {
  n: number
  min: number
  min_ts: number
  max: number
  max_ts: number
  sum: number
  squares: number
  first: number
  first_ts: number
  last: number
  last_ts: number
  changes: number
  held_until: number
  held_since: number
  run: number
  step: number
  step_ts: number
  step_rate: number
  rate: number
}

const words = 65_536

/** A change the short way around 16 bits: a counter that wraps, or a sign that changes, is a small one. */
function distance(from: number, to: number): number {
  const plain = Math.abs(to - from)
  return plain > words / 2 ? words - plain : plain
}

/** The values of one point within one hour, in order of time. */
export class PointHour implements HourOfPoint {
  readonly point: number
  hour = -1
  n = 0
  min = 0
  min_ts = 0.5
  max = 0
  max_ts = 0.5
  sum = 0
  squares = 0
  first = 0
  first_ts = 0.5
  last = 0
  last_ts = 0.5
  changes = 0
  held_until = 0.5
  held_since = 0.5
  run = 0.5
  step = 0
  step_ts = 0.5
  step_rate = 0.5
  rate = 0.5

  constructor(point: number) {
    this.point = point
  }

  /** Takes the first value of an hour. */
  open(hour: number, ts: number, value: number): void {
    this.hour = hour
    this.n = 1
    this.min = value
    this.max = value
    this.sum = value
    this.squares = value * value
    this.first = value
    this.last = value
    this.min_ts = ts
    this.max_ts = ts
    this.first_ts = ts
    this.last_ts = ts
    this.held_until = ts
    this.held_since = ts
    this.step_ts = ts
    this.changes = 0
    this.run = 0
    this.step = 0
    this.step_rate = 0
    this.rate = 0
  }

  /** Takes the next value of the same hour; false where it is older than the one before. */
  add(ts: number, value: number): boolean {
    const before = this.last_ts
    if (ts < before) return false
    this.n += 1
    this.sum += value
    this.squares += value * value
    this.last_ts = ts
    if (value === this.last) {
      if (this.changes === 0) this.held_until = ts
      return true
    }
    this.#change(before, ts, value)
    return true
  }

  #change(before: number, ts: number, value: number): void {
    if (value < this.min) {
      this.min = value
      this.min_ts = ts
    } else if (value > this.max) {
      this.max = value
      this.max_ts = ts
    }
    const held = before - this.held_since
    if (held > this.run) this.run = held
    stepped(this, distance(this.last, value), ts, ts - before)
    this.changes += 1
    this.held_since = ts
    this.last = value
  }

  /** The longest time without a change, the one that is still going on among them. */
  close(): HourOfPoint {
    const held = this.last_ts - this.held_since
    if (held > this.run) this.run = held
    return this
  }
}

function stepped(hour: HourOfPoint, step: number, ts: number, seconds: number): void {
  // Logs of whole seconds may give two values in one: no rate comes of that.
  const rate = seconds > 0 ? step / seconds : 0
  if (step > hour.step) {
    hour.step = step
    hour.step_ts = ts
    hour.step_rate = rate
  }
  if (rate > hour.rate) hour.rate = rate
}

/** Joins two pieces of an hour of which one is older; undefined where they overlap in time. */
export function joinHours(a: HourOfPoint, b: HourOfPoint): HourOfPoint | undefined {
  if (b.first_ts > a.last_ts) return joined(a, b)
  if (a.first_ts > b.last_ts) return joined(b, a)
  return undefined
}

function joined(a: HourOfPoint, b: HourOfPoint): HourOfPoint {
  const same = a.last === b.first
  const whole: HourOfPoint = {
    n: a.n + b.n,
    min: Math.min(a.min, b.min),
    min_ts: b.min < a.min ? b.min_ts : a.min_ts,
    max: Math.max(a.max, b.max),
    max_ts: b.max > a.max ? b.max_ts : a.max_ts,
    sum: a.sum + b.sum,
    squares: a.squares + b.squares,
    first: a.first,
    first_ts: a.first_ts,
    last: b.last,
    last_ts: b.last_ts,
    changes: a.changes + b.changes + (same ? 0 : 1),
    held_until: same && a.changes === 0 ? b.held_until : a.held_until,
    held_since: same && b.changes === 0 ? a.held_since : b.held_since,
    run: Math.max(a.run, b.run),
    step: a.step,
    step_ts: a.step_ts,
    step_rate: a.step_rate,
    rate: Math.max(a.rate, b.rate),
  }
  if (same) whole.run = Math.max(whole.run, b.held_until - a.held_since)
  else stepped(whole, distance(a.last, b.first), b.first_ts, b.first_ts - a.last_ts)
  if (b.step > whole.step) {
    whole.step = b.step
    whole.step_ts = b.step_ts
    whole.step_rate = b.step_rate
  }
  // Two pieces without a step tell its time as that of their first value.
  if (whole.step === 0) whole.step_ts = whole.first_ts
  return whole
}
