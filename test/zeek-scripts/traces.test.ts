import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { pcap } from '../support/capture/pcap.js'
import { traces } from './traces.js'

const FOLDER = fileURLToPath(new URL('../../zeek-scripts/testing/Traces', import.meta.url))

/** UPDATE_TRACES=1 writes them; btest -U in zeek-scripts/testing then takes new baselines. */
describe('the captures of the btests', () => {
  it.each(Object.keys(traces))('%s is what the capture writer makes', (name) => {
    const bytes = pcap(traces[name]?.() ?? [])
    const file = path.join(FOLDER, name)
    if (process.env.UPDATE_TRACES === '1') {
      mkdirSync(FOLDER, { recursive: true })
      writeFileSync(file, bytes)
    }
    expect(existsSync(file)).toBe(true)
    expect(readFileSync(file).equals(bytes)).toBe(true)
  })
})
