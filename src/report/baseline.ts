import type { Baseline } from '../baseline/learn.js'
import type { BaselineDetail, BaselineFunction } from '../baseline/show.js'
import { pollsText } from './polls.js'
import { printable, table, utc } from './text.js'

/** Baselines as a table, one a line. */
export function baselineList(baselines: readonly Baseline[]): string {
  return table(
    [
      'baseline',
      'revision',
      'active',
      'from',
      'to',
      'exchanges',
      'channels',
      'functions',
      'blocks',
      'excluded',
    ],
    baselines.map((each) => [
      each.name,
      each.revision,
      each.active === 1 ? 'yes' : '',
      utc(each.from_ts),
      utc(each.to_ts),
      each.exchanges,
      each.channels,
      each.functions,
      each.blocks,
      each.excluded,
    ]),
  )
}

/** A baseline in full, for a person to approve. */
export function baselineText(baseline: BaselineDetail): string {
  const head = [
    `Baseline ${baseline.name}, revision ${baseline.revision}${baseline.active === 1 ? ', active' : ''}`,
    `Learned from ${utc(baseline.from_ts)} to ${utc(baseline.to_ts)} UTC, ${baseline.exchanges} exchanges`,
  ]
  const pairs = baseline.pairs.map((pair) => {
    const title = `${pair.sensor}: ${pair.client} asks ${pair.server} (${pair.protocol}), ${pair.exchanges} exchanges`
    const rows = pair.functions.map((each) => [
      `  ${each.unit ?? ''}`,
      each.function,
      `${(each.share * 100).toFixed(1)} %`,
      each.busiest_minute,
      ranges(each),
    ])
    return `${printable(title)}\n${table(['  unit', 'function', 'share', 'most a minute', 'addresses'], rows)}`
  })
  const excluded = baseline.excluded_functions.map(
    (each) => `  ${each.client} to ${each.server}: ${each.exchanges} × ${each.reason}`,
  )
  const kept = excluded.length === 0 ? [] : ['Kept out:', ...excluded]
  const polls = pollsText(baseline.polls)
  return `${[...head, '', ...pairs, ...polls, ...kept].join('\n').trimEnd()}\n`
}

function ranges({ blocks }: BaselineFunction): string {
  const shown = blocks
    .slice(0, 8)
    .map(([low, high]) => (low === high ? `${low}` : `${low}-${high}`))
  return (
    shown.join(' ') +
    (blocks.length > shown.length ? ` and ${blocks.length - shown.length} more` : '')
  )
}
