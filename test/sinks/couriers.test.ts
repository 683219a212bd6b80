import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { reviseFindings } from '../../src/findings/revise.js'
import type { Round } from '../../src/sinks/courier.js'
import { Couriers } from '../../src/sinks/couriers.js'
import { type SinkSetting, sinkOf } from '../../src/sinks/setting.js'
import type { Database } from '../../src/store/database.js'
import { Receiver } from '../support/receiver.js'
import { emptyStore } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'
import { addFinding } from '../support/told.js'

const turn = async <T>(work: () => T) => work()
const { signal } = new AbortController()
const open: Couriers[] = []

afterEach(() => {
  for (const couriers of open.splice(0)) couriers.close()
})

/** A store in which so many findings wait for each of these sinks. */
function waiting(count: number, ...sinks: readonly string[]): Database {
  const db = emptyStore()
  for (const sink of sinks) db.prepare("INSERT INTO sink VALUES (?, '', 'info', 1)").run(sink)
  for (let index = 0; index < count; index += 1) addFinding(db, `f${index}`)
  reviseFindings(db)
  return db
}

function couriersOf(db: Database) {
  const rounds: Round[] = []
  const fail = (error: Error) => {
    throw error
  }
  const couriers = new Couriers(db, (round) => rounds.push(round), fail)
  open.push(couriers)
  const serve = (settings: Readonly<Record<string, SinkSetting>>) =>
    couriers.serve(Object.entries(settings).map(([name, setting]) => sinkOf(name, setting)))
  const once = async () => {
    couriers.start(turn, signal)
    await couriers.rest()
  }
  return { couriers, rounds, serve, once }
}

const linesOf = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n').length

test('a sink that comes later gets what waits for it, one that goes gets nothing more', async () => {
  const directory = directoryWith()
  const [first, second] = ['first', 'second'].map((name) => join(directory, name))
  const { serve, once } = couriersOf(waiting(3, 'a', 'b'))
  serve({ a: { file: String(first) } })
  await once()
  serve({ b: { file: String(second) } })
  await once()
  expect([linesOf(String(first)), linesOf(String(second))]).toEqual([3, 3])
})

test('a sink that goes while it is served has its parcel ended, and the others stay queued', async () => {
  const receiver = await Receiver.start()
  const { couriers, rounds, serve } = couriersOf(waiting(20, 'siem'))
  receiver.answer = (response, _, count) => {
    if (count === 2) serve({})
    response.writeHead(204).end()
  }
  serve({ siem: { url: receiver.url } })
  couriers.start(turn, signal)
  await couriers.rest()
  expect(rounds).toEqual([{ sink: 'siem', delivered: 2 }])
})

test('a sink that moves is served at its new place when the parcel at hand has arrived', async () => {
  const [before, after] = [await Receiver.start(), await Receiver.start()]
  const { serve, once } = couriersOf(waiting(5, 'siem'))
  before.answer = (response) => {
    serve({ siem: { url: after.url } })
    response.writeHead(204).end()
  }
  serve({ siem: { url: before.url } })
  await once()
  await once()
  expect([before.ids.length, after.ids.length]).toEqual([1, 4])
  expect(new Set([...before.ids, ...after.ids]).size).toBe(5)
})

test('one whose setting is as before goes on waiting for its receiver', async () => {
  const receiver = await Receiver.start()
  receiver.answer = (response) => response.writeHead(429, { 'retry-after': '120' }).end()
  const { serve, once } = couriersOf(waiting(2, 'siem'))
  serve({ siem: { url: receiver.url } })
  await once()
  serve({ siem: { url: receiver.url } })
  await once()
  expect(receiver.got.length).toBe(1)
})

test('a receiver that does not answer holds up no other', async () => {
  const receiver = await Receiver.start()
  receiver.answer = () => undefined
  const file = join(directoryWith(), 'findings.ndjson')
  const { couriers, serve } = couriersOf(waiting(2, 'siem', 'shipper'))
  serve({ siem: { url: receiver.url, timeout: 1 } })
  couriers.start(turn, signal)
  serve({ siem: { url: receiver.url, timeout: 1 }, shipper: { file } })
  couriers.start(turn, signal)
  while (!existsSync(file)) await sleep(5)
  expect(receiver.got.length).toBeLessThan(2)
  await couriers.rest()
  expect(linesOf(file)).toBe(2)
})
