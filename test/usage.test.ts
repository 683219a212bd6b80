import { usageError } from '../src/usage.js'

test.each([
  ['Unknown argument: foo', 'Unknown argument: foo. See `otsift --help`.'],
  ['Say what to do: learn, show.', 'Say what to do: learn, show. See `otsift --help`.'],
  ['Did you mean scan?', 'Did you mean scan? See `otsift --help`.'],
  ['Not enough arguments following: db', '--db needs a value. See `otsift --help`.'],
  [
    'Not enough non-option arguments: got 0, need at least 1',
    'An argument is missing. See `otsift --help`.',
  ],
  [
    'Invalid values:\n  Argument: format, Given: "xml", Choices: "csv", "json"',
    'format: xml is none of csv, json. See `otsift --help`.',
  ],
])('says %p plainly', (message, plain) => {
  const error = usageError(message)
  expect(error.toString()).toBe(plain)
  expect(error.code).toBe('usage')
})

test('names the command whose help says more', () => {
  expect(usageError('Unknown argument: x', 'scan').next).toBe('See `otsift scan --help`.')
})
