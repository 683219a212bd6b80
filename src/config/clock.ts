import type { Day, Hours } from './policy.js'

const minuteLength = 60
const hourLength = 3600
const dayLength = 86_400
const weekLength = 7 * dayLength
const days: readonly Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** A stretch of UTC with what has to be added to it for the time of the site, in seconds. */
export interface Shift {
  readonly since: number
  readonly until: number
  readonly shift: number
}

/** True for a time zone of the IANA database. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return /^[A-Za-z]/.test(name)
  } catch {
    return false
  }
}

/** True for a time of the day, `00:00` to `24:00`. */
export function isClock(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text)
}

const moment = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?(Z|[+-]\d{2}:\d{2})?$/

/** True for a local time such as `2026-03-05 08:00`, a day, or a time with an offset. */
export function isMoment(text: string): boolean {
  return !Number.isNaN(naive(text))
}

/** Epoch seconds of a written time as if it were UTC, or with its own offset. */
function naive(text: string): number {
  const [, day, time = '00:00', offset = 'Z'] = moment.exec(text) ?? []
  const parsed = Date.parse(`${day}T${time}${offset}`) / 1000
  // JavaScript takes 30 February for 2 March.
  if (Number.isNaN(parsed) || offset !== 'Z') return parsed
  return new Date(parsed * 1000).toISOString().startsWith(day ?? '-') ? parsed : Number.NaN
}

/** Seconds east of UTC at a moment. */
function shiftAt(format: Intl.DateTimeFormat, moment: number): number {
  const parts = format.formatToParts(moment * 1000)
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value ?? 0)
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour') % 24,
    part('minute'),
    part('second'),
  )
  return Math.round(local / 1000) - moment
}

const firstYear = Date.UTC(2000, 0) / 1000
const lastYear = Date.UTC(2060, 0) / 1000
const always = 253_402_300_800

/** The shifts of a time zone, from 2000 to 2060 with every change of its clocks. */
export function shiftsOf(timezone: string): Shift[] {
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const shifts: { since: number; until: number; shift: number }[] = []
  let since = 0
  let shift = shiftAt(format, firstYear)
  for (let at = firstYear; at < lastYear; at += 14 * dayLength) {
    const next = at + 14 * dayLength
    if (shiftAt(format, next) === shift) continue
    const change = changeBetween(format, at, next)
    shifts.push({ since, until: change, shift })
    since = change
    shift = shiftAt(format, change)
  }
  return [...shifts, { since, until: always, shift }]
}

/** The minute in which the clocks change, between two moments with different shifts. */
function changeBetween(format: Intl.DateTimeFormat, from: number, to: number): number {
  const before = shiftAt(format, from)
  let [low, high] = [from, to]
  while (high - low > minuteLength) {
    const middle = Math.floor((low + high) / 2 / minuteLength) * minuteLength
    if (shiftAt(format, middle) === before) low = middle
    else high = middle
  }
  return high
}

/** Epoch seconds of a time that the policy writes: local, unless it has an offset. */
export function momentOf(text: string, shifts: readonly Shift[]): number {
  const written = naive(text)
  if (/(Z|[+-]\d{2}:\d{2})$/.test(text)) return written
  const fits = shifts.find(
    ({ since, until, shift }) => written - shift >= since && written - shift < until,
  )
  return written - (fits?.shift ?? shifts[0]?.shift ?? 0)
}

/** The stretches of the local week that hours stand for, in seconds from Monday on; none crosses its end. */
export function weekStretches({ days: named, from, to }: Hours): [number, number][] {
  return named.flatMap((day) => {
    const start = days.indexOf(day) * dayLength
    const begin = start + secondsOf(from)
    const end = start + secondsOf(to) + (secondsOf(to) <= secondsOf(from) ? dayLength : 0)
    if (end <= weekLength) return [[begin, end] as [number, number]]
    return [
      [begin, weekLength],
      [0, end - weekLength],
    ] as [number, number][]
  })
}

function secondsOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * hourLength + minutes * minuteLength
}
