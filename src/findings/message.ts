type Facts = Readonly<Record<string, unknown>>

/**
 * Fills `{column}` in a message with what a detector returned, and `{column|noun}` with the number and the
 * noun, in the plural unless it is one; an unset value reads as "unknown".
 */
export function fillMessage(template: string, facts: Facts): string {
  return template.replace(
    /\{(\w+)(?:\|([\w ]+))?\}/g,
    (_, name: string, noun: string | undefined) => {
      const value = format(facts[name])
      return noun === undefined ? value : `${value} ${noun}${value === '1' ? '' : 's'}`
    },
  )
}

function format(value: unknown): string {
  if (value === null || value === undefined) return 'unknown'
  if (typeof value !== 'number') return String(value)
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)))
}
