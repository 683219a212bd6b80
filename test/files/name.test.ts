import { looksLikeLog, parseLogName } from '../../src/files/name.js'

describe('the name of a log file', () => {
  test.each([
    ['live', 'modbus.log'],
    ['in a directory', '/opt/zeek/logs/current/modbus.log'],
    ['plain rotation', 'modbus.2026-11-19-10-00-00.log'],
    ['custom postprocessor', 'modbus-26-11-19_10.00.00.log'],
    ['zeekctl archive', '2026-11-19/modbus.10:00:00-11:00:00.log.gz'],
    ['zeekctl archive of a copy without colons', 'modbus.10-00-00-11-00-00.log.gz'],
    ['zeekctl live link', 'modbus.10:00:00-current.log'],
    ['zeek-archiver', 'modbus__2026-11-19-10-00-00__2026-11-19-11-00-00__pid=7__.log'],
    ['in-flight gzip', 'modbus.log.gz'],
    ['Security Onion', 'modbus_20261119_10:00:00-11:00:00.log.gz'],
    ['JSON by its extension', 'modbus.json'],
    ['logrotate', 'modbus.log.1'],
    ['logrotate, zipped', 'modbus.log.12.gz'],
    ['logrotate by day', 'modbus.log-20261119.gz'],
    ['kept by hand', 'modbus.log.old'],
  ])('tells the log stream: %s', (_, name) => {
    expect(parseLogName(name)).toEqual({ log: 'modbus', logger: undefined, streaming: false })
  })

  test('keeps underscores of the log stream', () => {
    expect(parseLogName('s7comm_upload_download.10:00:00-11:00:00.log.gz').log).toBe(
      's7comm_upload_download',
    )
  })

  test('tells the logger of a zeekctl archive', () => {
    expect(parseLogName('modbus.10:00:00-11:00:00-logger-2.log.gz')).toMatchObject({
      log: 'modbus',
      logger: 'logger-2',
    })
  })

  test.each(['json_streaming_modbus.log', 'json_streaming_modbus.1.log'])(
    'tells a copy by json-streaming-logs: %s',
    (name) => {
      expect(parseLogName(name)).toMatchObject({ log: 'modbus', streaming: true })
    },
  )

  test.each(['-', '2026-11-19.log', 'conn summary.log'])('says nothing of %s', (name) => {
    expect(parseLogName(name).log).toBeUndefined()
  })
})

describe('what looks like a log', () => {
  test.each([
    ...['a.log', 'a.log.gz', 'a.json', 'a.ndjson.gz', 'a.tsv', 'A.LOG'],
    ...['a.log.1', 'a.log.1.gz', 'a.log-20261119', 'a.log.old'],
  ])('%s does', (name) => {
    expect(looksLikeLog(name)).toBe(true)
  })

  test.each(['a.txt', 'a.gz', 'log', 'a.log.bak', 'loaded_scripts'])('%s does not', (name) => {
    expect(looksLikeLog(name)).toBe(false)
  })
})
