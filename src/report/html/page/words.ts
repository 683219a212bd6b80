import type { FindingRow } from '../model.js'
import { h, link } from './dom.js'

/** Levels, the worst first. */
export const levels = ['critical', 'high', 'medium', 'low', 'info'] as const

/** A time in UTC to the second. */
export function utc(ts: number): string {
  return new Date(Math.floor(ts * 1000)).toISOString().replace('T', ' ').slice(0, 19)
}

/** A day in UTC. */
export function day(ts: number): string {
  return utc(ts).slice(0, 10)
}

/** A number with separators. */
export function number(value: number): string {
  return value.toLocaleString('en')
}

/** A count with its noun. */
export function counted(count: number, noun: string, many = `${noun}s`): string {
  return `${number(count)} ${count === 1 ? noun : many}`
}

/** Seconds as people say them. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Number((seconds * 1000).toPrecision(3))} ms`
  if (seconds < 120) return `${Number(seconds.toPrecision(3))} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} days`
}

/** A level as a coloured word. */
export function badge(level: string): HTMLElement {
  return h('span', { class: `badge ${level}` }, level)
}

/** A mark for what the baseline does not know. */
export function newMark(isNew: boolean | null): HTMLElement | null {
  return isNew ? h('span', { class: 'badge new' }, 'new') : null
}

/** The address of a server, which leads to its section. */
export function server(sensor: string | null, name: string | null): Node | string {
  return name === null || sensor === null ? (name ?? '') : link(['controller', sensor, name], name)
}

/** Who did it to whom. */
export function hosts({ sensor, client, server: name }: FindingRow): (Node | string)[] {
  if (client === null && name === null) return [`sensor ${sensor ?? ''}`]
  return [client ?? 'anyone', ' → ', server(sensor, name) || 'several']
}
