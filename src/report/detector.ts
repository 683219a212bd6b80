import type { Detector } from '../detect/detector.js'

/** A detector as a person reads it: what, how bad, its parameters, what to check, the query. */
export function detectorText(detector: Detector): string {
  const params = Object.entries(detector.params).map(
    ([name, param]) => `  ${name} = ${param.default}: ${param.description}`,
  )
  const lines = [
    `${detector.id}: ${detector.title} (${detector.level})`,
    ...(detector.attack.length > 0 ? [`ATT&CK v19: ${detector.attack.join(', ')}`] : []),
    ...(detector.needs.length > 0 ? [`Needs: ${detector.needs.join(', ')}`] : []),
    ...(detector.explains.length > 0 ? [`Explains: ${detector.explains.join(', ')}`] : []),
    ...(params.length > 0 ? ['Params:', ...params] : []),
    `What to check: ${detector.triage}`,
    ...detector.falsepositives.map((each) => `What else it may be: ${each}`),
    '',
    detector.sql,
  ]
  return `${lines.join('\n')}\n`
}
