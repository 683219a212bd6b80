/** Latest time taken for real, 2200-01-01, in epoch seconds. */
const latest = 7_258_118_400
/** A number above this is milliseconds: as seconds it would be the year 5138. */
const milliseconds = 1e11

/**
 * Epoch seconds from a Zeek time: seconds (TSV, JSON TS_EPOCH), milliseconds (TS_MILLIS) or
 * ISO 8601 (TS_ISO8601, UTC). `undefined` when it is none of them or before 1970 or after 2199.
 */
export function parseTime(value: string | number): number | undefined {
  const number = typeof value === 'number' ? value : numeric(value)
  const seconds = number > milliseconds ? number / 1000 : number
  return seconds >= 0 && seconds < latest ? seconds : undefined
}

function numeric(text: string): number {
  if (text.trim() === '') return Number.NaN
  const number = Number(text)
  return Number.isNaN(number) ? parseIso(text) : number
}

const iso = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})?$/

/** Epoch seconds with microseconds, which Date would drop; without a zone the time is UTC. */
function parseIso(text: string): number {
  const match = iso.exec(text)
  if (!match) return Number.NaN
  const whole = Date.parse(`${match[1]}${match[3] ?? 'Z'}`) / 1000
  return match[2] === undefined ? whole : whole + Number(match[2])
}
