// Runs the cases of detectors in a process of its own, which the parent may kill: a user's query may not end.
import { keepHeapSmall } from '../memory.js'
import { runCases } from './cases.js'
import type { Detector } from './detector.js'

keepHeapSmall()

process.on('message', (detector: Detector) => {
  // Where the parent was killed meanwhile, nobody waits for the results.
  process.send?.({ answer: runCases(detector) }, (error: Error | null) => {
    if (error) process.exit(0)
  })
})
process.on('disconnect', () => process.exit(0))
