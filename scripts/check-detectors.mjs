// Runs the cases of all detectors, or of those whose ids are given, from the build.
import { runCases } from '../dist/detect/cases.js'
import { loadDetectors } from '../dist/detect/load.js'

const wanted = process.argv.slice(2)
let bad = 0
for (const detector of loadDetectors()) {
  if (wanted.length > 0 && !wanted.includes(detector.id)) continue
  for (const result of runCases(detector)) {
    if (result.problems.length === 0) continue
    bad += 1
    console.log(`${result.detector} ${result.name}:\n  ${result.problems.join('\n  ')}`)
  }
}
console.log(bad === 0 ? 'all cases hold' : `${bad} cases fail`)
