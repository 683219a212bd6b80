type Facts = Readonly<Record<string, unknown>>

const placeholder = /\{(\w+)(?:\|([\w ]+))?\}/g

/**
 * Fills `{column}` in a message with what a detector returned, and `{column|noun}` with the number and the
 * noun, in the plural unless it is one; an unset value reads as "unknown". A value that was not the only one,
 * one of `several`, reads as "… and others", but where the message speaks of the first.
 */
export function fillMessage(
  template: string,
  facts: Facts,
  several: ReadonlySet<string> = new Set(),
): string {
  return template.replace(placeholder, (_, name: string, noun: string | undefined, at: number) => {
    const value = format(facts[name])
    if (noun !== undefined) return `${value} ${noun}${value === '1' ? '' : 's'}`
    return several.has(name) && !isOfFirst(template, at) ? `${value} and others` : value
  })
}

/** True where a message tells one of these facts other than as the first one. */
export function tellsOneOf(template: string, names: ReadonlySet<string>): boolean {
  return [...template.matchAll(placeholder)].some(
    (match) => names.has(match[1] ?? '') && !isOfFirst(template, match.index),
  )
}

/** The message speaks of the first there. */
function isOfFirst(template: string, at: number): boolean {
  return /\bfirst\b[^,;:]*$/i.test(template.slice(0, at))
}

function format(value: unknown): string {
  if (value === null || value === undefined) return 'unknown'
  if (typeof value !== 'number') return String(value)
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)))
}
