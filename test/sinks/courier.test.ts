import { createHmac } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { reviseFindings } from '../../src/findings/revise.js'
import { Courier } from '../../src/sinks/courier.js'
import { type SinkSetting, sinkOf } from '../../src/sinks/setting.js'
import type { Database } from '../../src/store/database.js'
import { openStore } from '../../src/store/database.js'
import { Receiver } from '../support/receiver.js'
import { all, emptyStore, one } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'
import { addFinding } from '../support/told.js'

const turn = async <T>(work: () => T) => work()
const open: Courier[] = []

afterEach(() => {
  for (const courier of open.splice(0)) courier.close()
})

/** A store with so many findings that wait for a sink named siem. */
function waiting(count: number, db = emptyStore()): Database {
  db.prepare("INSERT OR IGNORE INTO sink VALUES ('siem', 'there', 'info', 1)").run()
  for (let index = 0; index < count; index += 1) addFinding(db, `f${index}`)
  db.transaction(() => reviseFindings(db))()
  return db
}

function courierTo(db: Database, setting: SinkSetting, environment = {}): Courier {
  const courier = new Courier(db, sinkOf('siem', setting, environment))
  open.push(courier)
  return courier
}

/** Rounds, with their pauses, until nothing waits. */
async function untilDelivered(db: Database, courier: Courier): Promise<void> {
  while (one(db, 'SELECT count(*) FROM delivery WHERE delivered IS NULL') !== 0) {
    await courier.round(turn)
    await sleep(20)
  }
}

const idsOf = (count: number) => Array.from({ length: count }, (_, index) => `f${index}-1`).sort()

describe('a webhook', () => {
  test('gets each finding once while all is well', async () => {
    const receiver = await Receiver.start()
    const db = waiting(120)
    const courier = courierTo(db, { url: receiver.url })
    expect(await courier.round(turn)).toEqual({ sink: 'siem', delivered: 120 })
    expect(receiver.ids.sort()).toEqual(idsOf(120))
    expect(await courier.round(turn)).toEqual({ sink: 'siem', delivered: 0 })
  })

  test('can check the signature, which covers id, time and body', async () => {
    const receiver = await Receiver.start()
    const key = Buffer.from('a key of thirty-two bytes, about')
    const environment = { KEY: `whsec_${key.toString('base64')}`, TOKEN: 'Bearer x' }
    const setting = { url: receiver.url, secret_env: 'KEY', authorization_env: 'TOKEN' }
    await courierTo(waiting(1), setting, environment).round(turn)
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.got
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
    const mac = createHmac('sha256', key).update(signed).digest('base64')
    expect(headers).toMatchObject({ 'webhook-signature': `v1,${mac}`, authorization: 'Bearer x' })
    expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(60)
  })

  test('that is down gets everything when it is back, under the same ids', async () => {
    const gone = await Receiver.start()
    const { port } = gone
    await gone.stop()
    const db = waiting(5)
    const courier = courierTo(db, { url: gone.url })
    expect(await courier.round(turn)).toMatchObject({
      delivered: 0,
      trouble: expect.stringContaining('ECONNREFUSED'),
    })
    const back = await Receiver.start(port)
    await untilDelivered(db, courier)
    expect(back.ids.sort()).toEqual(idsOf(5))
  })

  test('that answers 500 now and then gets everything, and nothing under a second id', async () => {
    const receiver = await Receiver.start()
    receiver.answer = (response, _, count) => response.writeHead(count % 4 === 2 ? 500 : 200).end()
    const db = waiting(6)
    await untilDelivered(db, courierTo(db, { url: receiver.url }))
    expect([...new Set(receiver.ids)].sort()).toEqual(idsOf(6))
    expect(receiver.got.length).toBeGreaterThan(6)
    // What is sent again is the same to the byte.
    const bodies = new Map(receiver.got.map(({ headers, body }) => [headers['webhook-id'], body]))
    for (const { headers, body } of receiver.got)
      expect(bodies.get(headers['webhook-id'])).toBe(body)
  })

  test('that closes in the middle of its answer gets it again', async () => {
    const receiver = await Receiver.start()
    receiver.answer = (response, _, count) => {
      if (count > 1) response.writeHead(200).end()
      else response.socket?.end('HTTP/1.1 20')
    }
    const db = waiting(2)
    await untilDelivered(db, courierTo(db, { url: receiver.url }))
    expect(receiver.ids.length).toBe(3)
    expect([...new Set(receiver.ids)].sort()).toEqual(idsOf(2))
  })

  test('that closes a kept connection between two findings is no trouble', async () => {
    const receiver = await Receiver.start()
    receiver.answer = (response) => {
      response.writeHead(200).end()
      const { socket } = response
      // Destroyed when the next request arrives, as by a receiver whose patience is over at that moment.
      if (receiver.got.length === 1) socket?.once('data', () => socket.destroy())
    }
    expect(await courierTo(waiting(3), { url: receiver.url }).round(turn)).toEqual({
      sink: 'siem',
      delivered: 3,
    })
  })

  test('that is too slow is not waited for', async () => {
    const receiver = await Receiver.start()
    receiver.answer = () => undefined
    const courier = courierTo(waiting(3), { url: receiver.url, timeout: 0.2 })
    expect(await courier.round(turn)).toEqual({
      sink: 'siem',
      delivered: 0,
      trouble: 'no answer within 0.2 s',
    })
    expect(courier.pause).toBeGreaterThan(0)
    expect(receiver.got.length).toBe(1)
  })

  test('whose answer never ends does not hold up the next finding', async () => {
    const receiver = await Receiver.start()
    receiver.answer = (response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write('x'.repeat(10_000)), 1)
      response.on('close', () => clearInterval(drip))
    }
    expect(
      await courierTo(waiting(3), { url: receiver.url, timeout: 5 }).round(turn),
    ).toMatchObject({ delivered: 3 })
  })

  test('that refuses one finding gets the others', async () => {
    const receiver = await Receiver.start()
    receiver.answer = (response, { headers }) =>
      response.writeHead(headers['webhook-id'] === 'f1-1' ? 400 : 200).end()
    const db = waiting(4)
    expect(await courierTo(db, { url: receiver.url }).round(turn)).toMatchObject({ delivered: 3 })
    expect(all(db, 'SELECT finding, error FROM delivery WHERE delivered IS NULL')).toEqual([
      { finding: 'f1', error: 'HTTP 400' },
    ])
  })

  test('that says when to come back is not asked before', async () => {
    const receiver = await Receiver.start()
    receiver.answer = (response) => response.writeHead(429, { 'retry-after': '120' }).end()
    const courier = courierTo(waiting(3), { url: receiver.url })
    await courier.round(turn)
    expect(courier.pause).toBeGreaterThan(100)
    await courier.round(turn)
    expect(receiver.got.length).toBe(1)
  })

  test('that redirects is not followed', async () => {
    const other = await Receiver.start()
    const receiver = await Receiver.start()
    receiver.answer = (response) => response.writeHead(307, { location: other.url }).end()
    expect(await courierTo(waiting(1), { url: receiver.url }).round(turn)).toMatchObject({
      trouble: 'HTTP 307, a redirect, which is not followed',
    })
    expect(other.got).toEqual([])
  })

  test.each(['127.0.0.1', 'localhost'])(
    'inside is not asked where the setting says so: %s',
    async (host) => {
      const receiver = await Receiver.start()
      const url = `http://${host}:${receiver.port}/`
      const round = await courierTo(waiting(1), { url, internal: false }).round(turn)
      expect(round).toMatchObject({ delivered: 0, trouble: expect.stringContaining('internal') })
      expect(receiver.got).toEqual([])
    },
  )
})

describe('the queue', () => {
  test('survives a restart', async () => {
    const path = join(directoryWith(), 'plant.db')
    const before = openStore(path)
    waiting(3, before)
    before.close()
    const after = openStore(path)
    const receiver = await Receiver.start()
    await courierTo(after, { url: receiver.url }).round(turn)
    expect(receiver.ids.sort()).toEqual(idsOf(3))
    after.close()
  })

  test('has what a rolled back detection found for nobody', () => {
    const db = waiting(0)
    const failing = db.transaction(() => {
      addFinding(db, 'f0')
      reviseFindings(db)
      throw new Error('full')
    })
    expect(failing).toThrow('full')
    expect(one(db, 'SELECT count(*) FROM delivery')).toBe(0)
  })
})

describe('an NDJSON file', () => {
  const linesOf = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n')

  test('gets a line a finding, and is for its owner alone', async () => {
    const file = join(directoryWith(), 'findings.ndjson')
    const db = waiting(60)
    await courierTo(db, { file }).round(turn)
    const deliveries = linesOf(file).map(
      (line) => (JSON.parse(line) as { delivery: string }).delivery,
    )
    expect(deliveries.sort()).toEqual(idsOf(60))
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('that ends in half a line after a crash goes on in a new one', async () => {
    const file = join(directoryWith(), 'findings.ndjson')
    appendFileSync(file, '{"delivery": "f')
    await courierTo(waiting(1), { file }).round(turn)
    expect(linesOf(file)).toEqual(['{"delivery": "f', expect.stringContaining('"f0-1"')])
  })

  test('that cannot be written keeps its findings in the queue', async () => {
    const file = join(directoryWith(), 'findings.ndjson')
    mkdirSync(file)
    const db = waiting(2)
    expect(await courierTo(db, { file }).round(turn)).toMatchObject({
      trouble: expect.stringContaining('EISDIR'),
    })
    expect(one(db, 'SELECT count(*) FROM delivery WHERE delivered IS NULL')).toBe(2)
  })
})
