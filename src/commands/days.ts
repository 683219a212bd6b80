import { OtsiftError } from '../errors.js'
import { timeOption } from './options.js'

const dayLength = 86_400
/** A bare number before 1990 is not meant as epoch seconds: `30` is days, `20260305` a day. */
const earliest = 631_152_000

/** The time before which something is old, in epoch seconds: a time, or days before now such as `30d`. */
export function ageOption(name: string, text: string | undefined): number | undefined {
  return timeOrDays(name, text, -1)
}

/** When a decision ends, in epoch seconds: a time, or days from now such as `30d`. Throws `usage` for one that is over. */
export function expiryOption(text: string | undefined): number | undefined {
  const time = timeOrDays('expires', text, 1)
  if (time === undefined || time > Date.now() / 1000) return time
  throw new OtsiftError(
    'usage',
    `--expires ${text} is over already.`,
    'Write days from now, such as 30d, or a time to come; without it the decision stays.',
  )
}

function timeOrDays(name: string, text: string | undefined, sign: 1 | -1): number | undefined {
  const days = /^(\d{1,5})d$/.exec(text ?? '')?.[1]
  if (days !== undefined) return Math.floor(Date.now() / 1000) + sign * Number(days) * dayLength
  const time = timeOption(name, text)
  if (text === undefined || time === undefined) return undefined
  if (time >= earliest || !/^\d+$/.test(text)) return time
  throw new OtsiftError(
    'usage',
    `--${name} ${text} is neither a time nor days.`,
    `Write ${probable(text)}, or a time such as 2026-03-05T14:00:00.`,
  )
}

/** What a bare number was probably meant to be. */
function probable(number: string): string {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(number) ?? []
  if (year !== undefined) return `${year}-${month}-${day}`
  return number.length <= 5 ? `${number}d` : '30d'
}
