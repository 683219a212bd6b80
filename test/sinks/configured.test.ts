import { applyPolicy, forgetPolicy } from '../../src/config/apply.js'
import { parsePolicy } from '../../src/config/load.js'
import { configuredSinks } from '../../src/sinks/configured.js'
import { sinkOf } from '../../src/sinks/setting.js'
import { all, emptyStore } from '../support/store.js'
import { fileWith } from '../support/temporary.js'

const policy = (text: string) => parsePolicy('otsift.policy.yaml', text)
const sinks = `
sinks:
  siem: {url: "https://siem.example/hook", format: ocsf, level: medium, timeout: 5}
  shipper: {file: /var/log/otsift/findings.ndjson, format: ecs}
`

test('sinks come out of the policy, and go with it', () => {
  const db = emptyStore()
  applyPolicy(db, policy(sinks))
  expect(configuredSinks(db)).toMatchObject([
    { name: 'siem', format: 'ocsf', level: 'medium', target: { timeout: 5, internal: true } },
    { name: 'shipper', format: 'ecs', level: 'info', target: { file: expect.any(String) } },
  ])
  forgetPolicy(db)
  expect(configuredSinks(db)).toEqual([])
  expect(all(db, 'SELECT name, active FROM sink')).toEqual([
    { name: 'shipper', active: 0 },
    { name: 'siem', active: 0 },
  ])
})

test.each([
  ['{url: "https://x/", formt: ecs}', 'there is no such key here'],
  ['{url: "https://x/", format: cef}', 'format'],
  ['{url: "https://x/", secret: abc}', 'there is no such key here'],
])('the policy says where a sink is wrong: %s', (setting, why) => {
  expect(() => policy(`sinks:\n  siem: ${setting}\n`)).toThrow(why)
})

test.each([
  [{}, 'a file or a url'],
  [{ file: 'x', url: 'http://x/' }, 'and not both'],
  [{ url: 'ftp://x/' }, 'no http:// or https:// address'],
  [{ url: 'https://me:secret@x/' }, 'a password in its url'],
  [{ url: 'https://x/', secret_env: 'NOT_SET' }, 'NOT_SET, which is not set'],
  [{ url: 'https://x/', secret_file: '/nowhere' }, 'cannot read /nowhere'],
])('a sink that cannot be is refused: %j', (setting, why) => {
  expect(() => sinkOf('siem', setting, {})).toThrow(why)
})

test('secrets come from the environment or a file', () => {
  const secret_file = fileWith('secret', 'from a file\n')
  const setting = { url: 'https://x/', secret_file, authorization_env: 'TOKEN' }
  expect(sinkOf('siem', setting, { TOKEN: 'Bearer x' }).target).toMatchObject({
    secret: 'from a file',
    authorization: 'Bearer x',
  })
})
