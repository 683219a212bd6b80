import { closeSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { LogResult } from '../../src/ingest/log.js'
import { FollowedLogs } from '../../src/watch/followed-logs.js'
import { modbus } from '../support/site.js'
import { all, emptyStore } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'
import { jsonLog } from '../support/zeek-log.js'

const log = (time: number) => jsonLog([modbus(time, { tid: time, quantity: 1 })])
const read = (work: () => Promise<LogResult>) => work()

function trouble(path: string, error: Error): void {
  throw new Error(`${path}: ${error.message}`)
}

/** Makes files until one has this inode, and gives it this name; false where numbers are not used again. */
function takeInode(inode: number, path: string, content: string): boolean {
  const others = []
  for (let index = 0; index < 200; index += 1) {
    const file = `${path}-${index}`
    writeFileSync(file, content)
    if (statSync(file).ino === inode) {
      renameSync(file, path)
      for (const other of others) rmSync(other)
      return true
    }
    others.push(file)
  }
  return false
}

test('a log that takes the inode of a removed one belongs to the sensor that wrote it', async () => {
  const zipped = 'north/modbus_detailed.2023-11-15-10-00-00.log.gz'
  const root = directoryWith({ [zipped]: gzipSync(log(0)), 'south/readme': '' })
  const db = emptyStore()
  const logs = new FollowedLogs(db, [
    { path: join(root, 'north'), sensor: 'north' },
    { path: join(root, 'south'), sensor: 'south' },
  ])
  await logs.look(read, trouble)
  const { ino } = statSync(join(root, zipped))
  rmSync(join(root, zipped))
  const taken = takeInode(ino, join(root, 'south/modbus_detailed.log'), log(60))
  if (!taken) {
    process.stderr.write('skipped: this file system does not use an inode number again\n')
    return
  }
  await logs.look(read, trouble)
  logs.close()
  expect(all(db, 'SELECT sensor, rows FROM ingest_file ORDER BY sensor')).toEqual([
    { sensor: 'north', rows: 1 },
    { sensor: 'south', rows: 1 },
  ])
})

test('a log that is renamed between the look and the reading is read under its new name', async () => {
  const root = directoryWith({ 'logs/modbus_detailed.log': log(0) })
  const path = join(root, 'logs/modbus_detailed.log')
  const db = emptyStore()
  const logs = new FollowedLogs(db, [{ path: join(root, 'logs'), sensor: 'north' }])
  const rotated = path.replace('.log', '.2023-11-15-10-00-00.log')
  const rotating = (work: () => Promise<LogResult>) => {
    renameSync(path, rotated)
    writeFileSync(path, log(60))
    return work()
  }
  // The old inode is held, so that the new log has another one.
  const held = openSync(path, 'r')
  await logs.look(rotating, trouble)
  await logs.look(read, trouble)
  closeSync(held)
  logs.close()
  expect(all(db, 'SELECT path, rows FROM ingest_file ORDER BY path')).toEqual([
    { path: rotated, rows: 1 },
    { path, rows: 1 },
  ])
})
