import { applyPolicy } from '../../src/config/apply.js'
import { parsePolicy } from '../../src/config/load.js'
import { loadDetectors } from '../../src/detect/load.js'
import { detect } from '../../src/findings/detect.js'
import { type Finding, listFindings } from '../../src/report/findings.js'
import type { Database } from '../../src/store/database.js'
import { storeOf } from './store.js'
import { directoryWith } from './temporary.js'

const detectors = loadDetectors()

/** Judges a store by a policy, as `scan` does; tells all findings. */
export async function judge(db: Database, policy = ''): Promise<readonly Finding[]> {
  applyPolicy(db, parsePolicy('policy.yaml', policy))
  await detect(db, { detectors })
  return listFindings(db)
}

/** Reads logs and judges them by a policy; tells the findings of one detector. */
export async function findingsOf(
  detector: string,
  files: Readonly<Record<string, string>>,
  policy: string,
): Promise<readonly Finding[]> {
  const directory = directoryWith(files)
  const db = await storeOf(...Object.keys(files).map((name) => `${directory}/${name}`))
  return (await judge(db, policy)).filter((each) => each.detector === detector)
}
