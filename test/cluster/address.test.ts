import { storeAddress } from '../../src/cluster/address.js'
import { directoryWith } from '../support/temporary.js'

test('a store is reached over TLS, on port 8443 unless another is named', () => {
  expect(storeAddress('clickhouse://ann@ch.example/plants', {})).toMatchObject({
    url: 'https://ch.example:8443',
    database: 'plants',
    username: 'ann',
    password: '',
  })
  expect(storeAddress('clickhouse://ch:9000/plants', {}).url).toBe('https://ch:9000')
})

test('without TLS only where that is asked for', () => {
  expect(storeAddress('clickhouse+http://127.0.0.1/plants', {}).url).toBe('http://127.0.0.1:8123')
})

test('the password comes from the environment', () => {
  const { password } = storeAddress('clickhouse://ch/plants', { OTSIFT_STORE_PASSWORD: 'secret' })
  expect(password).toBe('secret')
})

test('or from a file, without its last newline', () => {
  const file = `${directoryWith({ password: 'secret\n' })}/password`
  const { password } = storeAddress('clickhouse://ch/plants', { OTSIFT_STORE_PASSWORD_FILE: file })
  expect(password).toBe('secret')
})

test('a password in the address is refused: every user of the machine could read it', () => {
  expect(() => storeAddress('clickhouse://ann:secret@ch/plants', {})).toThrow('has a password')
})

test.each([
  ['plants', 'is no address'],
  ['mysql://ch/plants', 'is no kind of store'],
  ['clickhouse://ch', 'names no database'],
  ['clickhouse://ch/plants;drop', 'names no database'],
  ['clickhouse://ch/abc', 'of four letters or more'],
])('%s is refused', (text, why) => {
  expect(() => storeAddress(text, {})).toThrow(why)
})
