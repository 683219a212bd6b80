import { ecsEvent } from './formats/ecs.js'
import { ocsfEvent } from './formats/ocsf.js'
import { otsiftEvent } from './formats/otsift.js'
import type { Format } from './setting.js'
import type { Told } from './told.js'

const events: Readonly<Record<Format, (told: Told) => object>> = {
  otsift: otsiftEvent,
  ecs: ecsEvent,
  ocsf: ocsfEvent,
}

/** A revision as one line of JSON; the same revision gives the same line, however often it is sent. */
export function render(format: Format, told: Told): string {
  return JSON.stringify(events[format](told))
}
