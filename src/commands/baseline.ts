import { baselineChange } from './baseline-change.js'
import { baselineLearn } from './baseline-learn.js'
import { baselineShow } from './baseline-show.js'
import { group } from './define.js'
import type { Output } from './options.js'

/** `otsift baseline`: learn what is normal, look at it, and manage it. */
export function baselineCommand(output: Output) {
  return group('baseline', 'Learn what is normal, look at it, and manage it', [
    ...baselineLearn(output),
    ...baselineShow(output),
    ...baselineChange(output),
  ])
}
