import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plant } from '../../samples/generator/plant/plant.js'
import { writeLogs } from '../../samples/generator/stream.js'

const options = { speed: 0.1, only: ['dnp3', 'dnp3_control'] as const }

test.each(['tsv', 'json'] as const)('writes plain %s files and counts their rows', (format) => {
  const folder = mkdtempSync(join(tmpdir(), 'otsift-samples-'))
  try {
    const counts = writeLogs(plant(options).rows, folder, { format })
    expect([...counts.keys()].sort()).toEqual(['dnp3', 'dnp3_control'])
    const lines = readFileSync(join(folder, 'dnp3.log'), 'utf8').trimEnd().split('\n')
    expect(lines.filter((line) => !line.startsWith('#'))).toHaveLength(counts.get('dnp3') ?? 0)
    expect(lines[0]).toMatch(format === 'json' ? /^\{"ts":1772/ : /^#separator/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a larger plant has addresses of its own for each works', () => {
  const rows = [...plant({ ...options, scale: 3 }).rows]
  const servers = new Set(rows.map(({ row }) => String(row['id.resp_h']).slice(0, 5)))
  expect([...servers].sort()).toEqual(['10.20', '10.21', '10.22'])
})
