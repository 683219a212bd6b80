type Facts = Readonly<Record<string, unknown>>

/** Fills `{column}` in a message with what a detector returned; an unset value reads as "unknown". */
export function fillMessage(template: string, facts: Facts): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => format(facts[name]))
}

function format(value: unknown): string {
  if (value === null || value === undefined) return 'unknown'
  if (typeof value !== 'number') return String(value)
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)))
}
