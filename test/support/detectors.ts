import type { Detector } from '../../src/detect/detector.js'
import { loadDetectors } from '../../src/detect/load.js'
import { directoryWith } from './temporary.js'

/** What a test detector may say differently from "each write is an atom". */
export interface TestDetector {
  readonly header?: string
  readonly where?: string
  readonly columns?: string
}

/** The text of a detector that finds messages of v_modbus. */
export function detectorText({ header = '', where = '1', columns = '' }: TestDetector): string {
  return `/*---
title: A test of findings
level: low
attack: [T1692.001]
reads: [v_modbus]
needs: [modbus]
dedup: [client, server]
message: "{count} of {client}"
triage: Look.
falsepositives: [None]
tests: {hit: {}, quiet: {}}
${header}
---*/
SELECT ts AS ts_start, ts AS ts_end, sensor, client, server, 'modbus' AS protocol, unit, 1 AS count${columns}
FROM v_modbus
WHERE ts >= :since AND ts < :until AND ${where}
`
}

/** Detectors by id, loaded from files as a user's would be. */
export function detectorsOf(texts: Readonly<Record<string, TestDetector>>): Detector[] {
  const files = Object.entries(texts).map(([id, text]) => [`modbus/${id}.sql`, detectorText(text)])
  return loadDetectors([directoryWith(Object.fromEntries(files))]).filter(({ id }) => id in texts)
}
