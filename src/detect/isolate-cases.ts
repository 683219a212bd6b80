import { type CaseResult, caseResults } from './cases.js'
import type { Detector } from './detector.js'
import { Isolated } from './isolate.js'

/** Runs the cases of detectors in a process of its own, each detector for at most `limit` seconds. */
export async function runCasesIsolated(
  detectors: readonly Detector[],
  limit: number,
): Promise<CaseResult[]> {
  const isolated = new Isolated<Detector, CaseResult[]>('./cases-child.js', [], limit)
  const results: CaseResult[] = []
  try {
    for (const detector of detectors) {
      const told = await isolated.ask(detector)
      results.push(
        ...('answer' in told ? told.answer : caseResults(detector, () => [told.failure])),
      )
    }
  } finally {
    isolated.close()
  }
  return results
}
