import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { globSync } from 'tinyglobby'
import { ingest } from '../../src/ingest/run.js'
import { openStore } from '../../src/store/database.js'
import { one } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'
import { mutant } from '../support/torture/mutant.js'
import { Random } from '../support/torture/random.js'

/** `npm run fuzz` asks for ten million. */
const lines = Number(process.env.OTSIFT_LINES ?? 20_000)
const seed = Number(process.env.OTSIFT_SEED ?? 7)
/** More logs to mutate, as a glob. */
const others = process.env.OTSIFT_FUZZ_LOGS
/** Fewer than the rejected lines that are kept of one log. */
const linesOfPiece = lines > 100_000 ? 5_000 : 1_000
/** What reading may add to the memory of the process, which ran other tests before. */
const mostMegabytes = 500

interface Sample {
  /** The log that its file is named after. */
  readonly log: string
  readonly header: readonly string[]
  readonly lines: readonly string[]
}

function samples(): Sample[] {
  return ['samples/logs/**/*.log', 'samples/logs/**/*.log.gz', ...(others ? [others] : [])]
    .flatMap((pattern) => globSync(pattern))
    .map((path) => {
      const bytes = readFileSync(path)
      const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1')
      const all = text.split('\n').slice(0, 2000)
      return {
        log: basename(path).split('.')[0] ?? 'modbus',
        header: all.filter((line) => line.startsWith('#') && !line.startsWith('#close')),
        lines: all.filter((line) => line !== '' && !line.startsWith('#')),
      }
    })
    .filter((sample) => sample.lines.length > 0)
}

test(
  `${lines} mutated lines: every one is a row that is stored or rejected, in bounded memory`,
  async () => {
    const random = new Random(seed)
    const directory = directoryWith()
    const all = samples()
    let told = { rows: 0, stored: 0, rejected: 0, kept: 0 }
    const before = process.memoryUsage().rss
    let peak = 0
    for (let done = 0; done < lines; done += linesOfPiece) {
      const sample = random.pick(all)
      const broken = random.chance(0.2)
      const path = join(directory, `${sample.log}.log`)
      const body = Array.from({ length: Math.min(linesOfPiece, lines - done) }, () => {
        const line = random.pick(sample.lines)
        const changed = random.chance(0.8) ? mutant(line, random) : line
        // One line that looks like a header would have all the others rejected.
        return broken ? changed : changed.replace(/^#/, '')
      })
      const header = broken ? sample.header.map((line) => mutant(line, random)) : sample.header
      writeFileSync(path, [...header, ...body, ''].join('\n'), 'latin1')
      const db = openStore(':memory:')
      try {
        const read = await ingest(db, [path]).catch((error: { code?: string }) => {
          // A header so broken that nothing can be recognised is said so.
          if (error.code === 'empty') return { rows: 0, stored: 0, rejected: 0 }
          throw error
        })
        expect({ done, rows: read.stored + read.rejected }).toEqual({ done, rows: read.rows })
        const kept = Number(one(db, 'SELECT count(*) FROM rejected_line'))
        told = {
          rows: told.rows + read.rows,
          stored: told.stored + read.stored,
          rejected: told.rejected + read.rejected,
          kept: told.kept + kept,
        }
      } finally {
        db.close()
      }
      peak = Math.max(peak, (process.memoryUsage().rss - before) / 2 ** 20)
    }
    expect(told.kept).toBe(told.rejected)
    expect(told.rejected).toBeGreaterThan(0)
    expect(told.stored).toBeGreaterThan(0)
    expect(peak).toBeLessThan(mostMegabytes)
    if (lines > 100_000) process.stderr.write(`${JSON.stringify({ ...told, peak })}\n`)
  },
  60_000 + lines,
)
