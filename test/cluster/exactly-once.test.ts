import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { Cluster } from '../../src/cluster/cluster.js'
import { ship, shipAll } from '../../src/cluster/ship.js'
import { discover } from '../../src/files/discover.js'
import { ingest } from '../../src/ingest/run.js'
import { openReadOnly, openStore } from '../../src/store/database.js'
import { otsift } from '../support/cli.js'
import { ClickHouse, describeClickHouse } from '../support/clickhouse.js'
import { factsIn, factsOf } from '../support/facts.js'
import { dnp3, logs, modbus, s7job } from '../support/site.js'
import { emptyStore } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'
import { Unreliable } from '../support/unreliable.js'
import { jsonLog } from '../support/zeek-log.js'

/** Kills of one test; the hundred that were promised take minutes: OTSIFT_KILLS=100. */
const kills = Number(process.env.OTSIFT_KILLS ?? 6)
const rowsBetween = 40

/** Rows of a growing log: polls that walk, writes, exceptions, some of them late. */
function piece(number: number) {
  return Array.from({ length: rowsBetween }, (_, index) => {
    const at = number * 150 + index * 4 - (index % 13 === 5 ? 200 : 0)
    const write = index % 10 === 3
    return modbus(at, {
      tid: number * rowsBetween + index,
      func: write ? 'WRITE_SINGLE_REGISTER' : 'READ_HOLDING_REGISTERS',
      address: index % 7,
      quantity: 1,
      ...(write ? { request_values: [index] } : { response_values: [number + index] }),
    })
  })
}

describeClickHouse('sending rows to ClickHouse', () => {
  const clickhouse = new ClickHouse()
  let way: Unreliable
  let port: number

  beforeAll(async () => {
    await clickhouse.start()
    way = new Unreliable(clickhouse.port)
    port = await way.open()
  })
  afterAll(() => {
    way.close()
    clickhouse.stop()
  })

  test(
    `loses and doubles nothing when it is killed ${kills} times in the middle of inserts`,
    async () => {
      const directory = directoryWith({ 'modbus_detailed.log': '' })
      const log = join(directory, 'modbus_detailed.log')
      const spool = join(directory, 'spool.db')
      const store = `clickhouse+http://127.0.0.1:${port}/killed`
      const cluster = await clickhouse.open('killed')
      const args = ['ingest', log, '--db', spool, '--store', store]
      let killed = 0
      for (let number = 0; killed < kills; number += 1) {
        appendFileSync(log, jsonLog(piece(number)))
        const run = spawn(process.execPath, ['dist/cli.js', ...args], { stdio: 'ignore' })
        const ended = new Promise<NodeJS.Signals | null>((resolve) =>
          run.once('exit', (_, signal) => resolve(signal)),
        )
        way.at(number % 14, number % 3 === 0 ? 'after' : 'before', () => run.kill('SIGKILL'))
        if ((await ended) === 'SIGKILL') killed += 1
      }
      way.at(Number.POSITIVE_INFINITY, 'before', () => undefined)
      const last = await otsift(directory, args)
      expect(last).toMatchObject({ code: 0 })
      const db = openReadOnly(spool)
      expect(await factsIn(cluster)).toEqual(factsOf(db))
      db.close()
      await cluster.close()
    },
    kills * 20_000,
  )

  test('a block that arrived although its answer was lost is not taken twice', async () => {
    const cluster = await clickhouse.open('twice')
    const before = await cluster.rows('SELECT count() AS rows FROM conn')
    const row = JSON.stringify(['default', 1.5, 1, 1, 'C1', 'a', 1, 'b', 2, 1])
    const columns = [
      'sensor',
      'ts',
      'file',
      'line',
      'uid',
      'client',
      'client_port',
      'server',
      'server_port',
      'batch',
    ]
    const address = { ...cluster.address, url: `http://127.0.0.1:${port}` }
    const behind = await Cluster.open(address)
    way.at(0, 'after', () => undefined)
    await behind.insert('conn', columns, [row], 'token')
    expect(before).toEqual([{ rows: 0 }])
    expect(await cluster.rows('SELECT count() AS rows FROM conn')).toEqual([{ rows: 1 }])
    await behind.close()
    await cluster.close()
  })

  test('copying twice gives what copying once gives', async () => {
    const cluster = await clickhouse.open('copied')
    const db = emptyStore()
    await ingest(db, discover([directoryOfEverything()]))
    await shipAll(db, cluster)
    const once = await factsIn(cluster)
    await shipAll(db, cluster)
    expect(once).toEqual(factsOf(db))
    expect(await factsIn(cluster)).toEqual(once)
    await cluster.close()
  })

  test('sending in pieces as they come gives what sending at the end gives', async () => {
    const cluster = await clickhouse.open('pieces')
    const log = join(directoryWith({ 'modbus_detailed.log': '' }), 'modbus_detailed.log')
    const db = emptyStore()
    for (let number = 0; number < 6; number += 1) {
      appendFileSync(log, jsonLog(piece(number * 5)))
      await ingest(db, [log])
      await ship(db, cluster)
    }
    expect(await factsIn(cluster)).toEqual(factsOf(db))
    await cluster.close()
  })

  test('a sensor whose spool was lost and read anew is the same sensor', async () => {
    const cluster = await clickhouse.open('anew')
    const directory = directoryOfEverything()
    const first = emptyStore()
    await ingest(first, discover([directory]))
    await ship(first, cluster)
    const second = openStore(':memory:')
    await ingest(second, discover([directory]))
    await expect(ship(second, cluster)).rejects.toThrow('come from another database')
    await ship(second, cluster, { takeOver: true })
    expect(await factsIn(cluster)).toEqual(factsOf(first))
    second.close()
    await cluster.close()
  })
})

function directoryOfEverything(): string {
  return directoryWith(
    logs({
      modbus: piece(0),
      dnp3: [dnp3(1, 'READ'), dnp3(5, 'COLD_RESTART')],
      s7comm: [s7job(1, 'Read Variable'), s7job(2, 'PLC Stop')],
    }),
  )
}
