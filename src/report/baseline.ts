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
      'state',
      'by',
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
      [
        each.active === 1 ? 'active' : '',
        each.frozen === 1 ? 'frozen' : '',
        each.reverted === 1 ? 'reverted' : '',
      ]
        .filter((word) => word !== '')
        .join(' '),
      each.origin,
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

/** Keys shown, unless all are asked for. */
const mostThin = 20

/** A baseline for a person to approve; long lists are cut short unless it is to be in full. */
export function baselineText(baseline: BaselineDetail, full = false): string {
  const { name, revision, from_ts, to_ts, exchanges } = baseline
  const marks = `${baseline.active === 1 ? ', active' : ''}${baseline.frozen === 1 ? ', frozen' : ''}`
  const period =
    from_ts === to_ts
      ? `Its period is not known, ${exchanges} exchanges`
      : `Learned from ${utc(from_ts)} to ${utc(to_ts)} UTC, ${exchanges} exchanges`
  const rows = Object.entries(baseline.rows).map(([table, count]) => `${count} ${table}`)
  const head = [
    `Baseline ${name}, revision ${revision}${marks}`,
    period,
    `Came about by ${baseline.origin} on ${baseline.created}${because(baseline)}`,
    `Knows: ${rows.join(', ')}`,
  ].map(printable)
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
  return `${[...head, '', ...pairs, ...pollsText(baseline.polls, full), ...thinText(baseline, full), ...keptOutText(baseline), ...foundText(baseline)].join('\n').trimEnd()}\n`
}

function because({ who, reason }: BaselineDetail): string {
  const by = who === null ? '' : ` by ${who}`
  return reason === null ? by : `${by}: ${reason}`
}

function thinText({ thin }: BaselineDetail, full: boolean): string[] {
  if (thin.length === 0) return []
  const rows = thin
    .slice(0, full ? undefined : mostThin)
    .map((each) => [
      `  ${each.client}`,
      each.server,
      each.unit,
      `${each.function_code}${each.sub_function === '' ? '' : `:${each.sub_function}`}`,
      each.exchanges,
    ])
  const more = thin.length - rows.length
  return [
    `Too thin to judge shares and times by, fewer than 20 samples: ${thin.length}`,
    table(['  client', 'server', 'unit', 'function', 'samples'], rows) +
      (more > 0 ? `  and ${more} more\n` : ''),
  ]
}

function keptOutText({ excluded_functions: excluded }: BaselineDetail): string[] {
  if (excluded.length === 0) return []
  const lines = excluded.flatMap((each) => [
    `  ${each.client} to ${each.server}: ${each.exchanges} × ${each.function}; ${each.reason}`,
    `    to include it: ${each.command}`,
  ])
  return ['Kept out, and still a finding when it happens:', ...lines.map(printable), '']
}

function foundText({ found_while_learning: found }: BaselineDetail): string[] {
  if (found.length === 0) return []
  const lines = found.map(
    (each) => `  ${each.severity} ${each.id} ${each.detector}: ${each.message}`,
  )
  return [
    'Found in the learned stretch; if it was an attack, learn from another one:',
    ...lines.map(printable),
  ]
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
