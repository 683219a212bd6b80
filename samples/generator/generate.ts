/** Writes samples/logs and samples/attacks.json: `node generate.js [samples folder]`. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { archiveFiles, writeArchiveFile } from './archive.js'
import { attackList } from './attack-list.js'
import { withOlderDay } from './older.js'
import { plant } from './plant/plant.js'
import { DAY } from './sim/calendar.js'
import { SAMPLES, SAMPLES_CHANGES } from './story.js'

const folder = process.argv[2] ?? 'samples'
const logs = join(folder, 'logs')
rmSync(logs, { recursive: true, force: true })

const { rows, incidents } = plant({ ...SAMPLES, changes: SAMPLES_CHANGES })
let bytes = 0
for (const file of archiveFiles(withOlderDay(rows, SAMPLES.start + DAY))) {
  const size = writeArchiveFile(logs, file)
  bytes += size
  console.log(`${file.name}\t${file.rows} rows\t${size} bytes`)
}
writeFileSync(join(folder, 'attacks.json'), `${JSON.stringify(attackList(incidents), null, 2)}\n`)
console.log(`${bytes} bytes in all`)
