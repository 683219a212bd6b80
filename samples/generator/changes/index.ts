import { ATTACKS } from '../attacks/index.js'
import type { Plant } from '../plant/plant.js'
import { addressOutside } from './address-outside.js'
import type { ChangeDefinition, ChangeRequest, Incident } from './definition.js'
import { extraWrite } from './extra-write.js'
import { newClient } from './new-client.js'
import { newFunction } from './new-function.js'
import { nightCommand } from './night-command.js'
import { pollFaster } from './poll-faster.js'
import { pollStopped } from './poll-stopped.js'
import { requestsSwapped } from './requests-swapped.js'
import { valueFrozen } from './value-frozen.js'
import { valueStep } from './value-step.js'

export type { Incident } from './definition.js'

/** Everything that can be done to a plant, by name. */
export const CHANGES = {
  'new-client': newClient,
  'new-function': newFunction,
  'address-outside': addressOutside,
  'poll-faster': pollFaster,
  'poll-stopped': pollStopped,
  'extra-write': extraWrite,
  'requests-swapped': requestsSwapped,
  'value-frozen': valueFrozen,
  'value-step': valueStep,
  'night-command': nightCommand,
  ...ATTACKS,
} satisfies Record<string, ChangeDefinition>

export type ChangeKind = keyof typeof CHANGES
export type Change = ChangeRequest<ChangeKind>

/** Puts a change into a plant that has not run yet. */
export function applyChange(plant: Plant, change: Change): Incident {
  const definition: ChangeDefinition = CHANGES[change.kind]
  const cell = plant.cells[change.cell ?? 0]
  if (!cell) throw new Error(`there is no works ${change.cell}: the scale is ${plant.cells.length}`)
  const [usual, server] = definition.between?.(cell) ?? [undefined, undefined]
  const client = usual && (change.client ?? usual)
  const { sensor } = plant
  const random = sensor.random.fork(`${change.kind} ${change.at}`)
  const from = change.at + random.next()
  const until = change.until ?? change.at + (definition.lasts ?? 0)
  const { protocol, what, expect, minSeverity } = definition
  const about = { protocol, what, expect: [...expect], minSeverity }
  const incident = { id: change.kind, from, to: until, client, server, ...about }
  const { sim } = sensor
  const { factor } = change
  const hosts = { client: client ?? '', server: server ?? '' }
  const steps = definition.steps({ plant, cell, sensor, sim, random, ...hosts, factor, until })
  sim.play(from, steps, () => {
    incident.to = sim.now
  })
  return incident
}
