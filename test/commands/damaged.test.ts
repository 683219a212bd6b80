import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { run } from '../support/run.js'
import { directoryWith } from '../support/temporary.js'
import { connection, prefix, tsvLog } from '../support/zeek-log.js'

const log = tsvLog(
  'modbus',
  `${prefix} unit func`,
  Array.from({ length: 5000 }, (_, index) => ({
    ...connection,
    ts: 100 + index / 7,
    uid: `C${Math.imul(index, 2654435761) >>> 0}`,
    func: 'READ_COILS',
  })),
)

test('a damaged gzip keeps what was good, and is told on stderr and in status from then on', async () => {
  const whole = gzipSync(log)
  const directory = directoryWith({ 'modbus.log.gz': whole.subarray(0, whole.length >> 1) })
  const path = join(directory, 'modbus.log.gz')
  const db = join(directory, 'o.db')
  const read = await run('ingest', path, '--db', db)
  // What could be read was: that is no error of the nightly job, and the whole file is read when it comes.
  expect(read).toMatchObject({ code: 0, stderr: expect.stringContaining(`${path}: damaged gzip`) })
  const status = await run('status', '--db', db)
  expect(status.stdout).toMatch(/modbus\.log\.gz.*damaged gzip/)
})
