/** Text a spreadsheet would take for a formula gets a quote in front (OWASP, CSV injection). */
export function formulaSafe(value: unknown): unknown {
  return typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
}
