import type { Level } from '../detect/detector.js'
import type { DetectorRun, DetectResult } from '../findings/detect.js'
import type { Finding } from '../report/findings.js'
import type { Incident } from '../report/incidents.js'
import type { Output } from './options.js'
import { hasFinding } from './session.js'

/** How many detectors could judge, how many failed, and how many lack a log or a baseline. */
export function countRuns(runs: readonly DetectorRun[]) {
  const count = (status: DetectorRun['status']) =>
    runs.filter((run) => run.status === status).length
  return {
    evaluated: count('evaluated'),
    failed: count('failed'),
    not_evaluated: count('not evaluated'),
  }
}

/** Tells how many detectors could judge. */
export function tellJudged(runs: readonly DetectorRun[], output: Output): void {
  const { evaluated, failed } = countRuns(runs)
  const others = evaluated < runs.length ? '; see `otsift status` for the others' : ''
  const more = failed > 0 ? `, ${failed} failed; \`otsift status\` tells why` : others
  output.stderr(`${evaluated} of ${runs.length} detectors evaluated${more}\n`)
}

/** Tells detectors that begin to fail, each once until it is evaluated again. */
export function failureTeller(output: Output): (runs: readonly DetectorRun[]) => void {
  let told = new Set<string>()
  return (runs) => {
    const failed = runs.filter((run) => run.status === 'failed').map(({ detector }) => detector)
    const fresh = failed.filter((detector) => !told.has(detector))
    told = new Set(failed)
    if (fresh.length === 0) return
    output.stderr(`otsift: failed: ${fresh.join(', ')}; \`otsift status\` tells why\n`)
  }
}

/**
 * Sets the exit code that `--fail-on` asks for: 1 for a finding, else 2 where a detector failed, since nobody knows
 * what it would have found.
 */
export function exitByFindings(
  floor: Level | undefined,
  { runs, judged }: DetectResult,
  findings: readonly Finding[],
  incidents: readonly Incident[],
): void {
  if (floor === undefined) return
  if (hasFinding(findings, judged, floor, incidents)) process.exitCode = 1
  else if (countRuns(runs).failed > 0) process.exitCode ||= 2
}
