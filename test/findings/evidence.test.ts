import { toEvidence } from '../../src/findings/evidence.js'

const place = { ts: 1, file: 1, line: 2, uid: 'C1' }

test.each([
  [
    'a Modbus exception',
    { exception_code: 11 },
    'exception_code 11 (GATEWAY_TARGET_DEVICE_FAILED_TO_RESPOND)',
  ],
  ['an exception no table knows', { exception_code: 99 }, 'exception_code 99'],
  [
    'internal indications of DNP3, once',
    { refused: 4, iin: 1540, iin_class_1_events: 1, iin_parameter_error: 1, iin_need_time: 0 },
    'refused 4 (IIN2.2 parameter error), iin 1540 (IIN2.2 parameter error, IIN1.1 class 1 events, IIN1.2 class 2 events)',
  ],
  ['no indication', { iin: 0 }, 'iin 0'],
  [
    'an outcome, by its protocol',
    { protocol: 'modbus', outcome: 2 },
    'outcome 2 (ILLEGAL_DATA_ADDRESS)',
  ],
  ['and another', { protocol: 'dnp3', outcome: 2 }, 'outcome 2 (IIN2.1 object unknown)'],
  ['an error of S7comm', { error: 53760 }, 'error 53760 (0xd200)'],
  ['a system status list', { szl: 17 }, 'szl 17 (0x0011)'],
])('evidence names what codes mean: %s', (_, row, summary) => {
  expect(toEvidence({ ...place, ...row }).summary).toBe(summary)
})
