type Facts = Readonly<Record<string, unknown>>

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
  return template.replace(
    /\{(\w+)(?:\|([\w ]+))?\}/g,
    (_, name: string, noun: string | undefined, at: number) => {
      const value = format(facts[name])
      if (noun !== undefined) return `${value} ${noun}${value === '1' ? '' : 's'}`
      const isFirst = /\bfirst\b[^,;:]*$/i.test(template.slice(0, at))
      return several.has(name) && !isFirst ? `${value} and others` : value
    },
  )
}

function format(value: unknown): string {
  if (value === null || value === undefined) return 'unknown'
  if (typeof value !== 'number') return String(value)
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)))
}
