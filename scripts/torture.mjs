// `npm run torture -- [--rounds N] [--kills N] [--seed N]`: the tests of crashes and hostile input at full size.
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const text = { type: 'string' }
const { values } = parseArgs({
  options: {
    rounds: { ...text, default: '170' },
    kills: { ...text, default: '200' },
    seed: { ...text, default: '7' },
  },
})
const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js']
const { status } = spawnSync(
  process.execPath,
  [...jest, '--maxWorkers=1', 'test/torture', 'test/watch/torture'],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      OTSIFT_ROUNDS: values.rounds,
      OTSIFT_KILLS: values.kills,
      OTSIFT_SEED: values.seed,
      OTSIFT_FULL: '1',
    },
  },
)
process.exit(status ?? 1)
