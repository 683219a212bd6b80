import { summary } from './data.js'
import { grid, h } from './dom.js'
import { counted } from './words.js'

/** Which detectors could see, and what the others would need. */
export function coveragePage(): HTMLElement {
  const blind = summary.coverage.filter((each) => each.status !== 'evaluated')
  const able = summary.coverage.filter((each) => each.status === 'evaluated')
  return h(
    'article',
    {},
    h('h1', {}, 'Coverage'),
    h(
      'p',
      { class: 'lead' },
      blind.length === 0
        ? 'Every detector was evaluated.'
        : `${counted(blind.length, 'detector')} could not be evaluated: what they look for may have happened unseen.`,
    ),
    blind.length === 0
      ? null
      : grid(
          'Detectors that could not see',
          ['detector', 'status', 'why', 'to change that'],
          blind.map((each) => [each.detector, each.status, each.reason ?? '', each.remedy ?? '']),
        ),
    h('h2', {}, `Evaluated: ${able.length}`),
    grid(
      'Detectors that were evaluated',
      ['detector', 'remark'],
      able.map((each) => [each.detector, each.reason ?? '']),
    ),
  )
}
