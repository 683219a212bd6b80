export const MINUTE = 60
export const HOUR = 3600
export const DAY = 86_400

/** The plant keeps its clocks in UTC. */
export const midnight = (time: number): number => Math.floor(time / DAY) * DAY

/** 0 is Monday (the epoch began on a Thursday). */
export const weekday = (time: number): number => (Math.floor(time / DAY) + 3) % 7

export const isWeekend = (time: number): boolean => weekday(time) >= 5
