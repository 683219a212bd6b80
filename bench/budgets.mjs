// What DESIGN.md allows, as ratios of what was measured in one run.

const imported = 'sqlite3 .import'
const megabyte = 1e6

/** What is compared, with what, and the most it may be. */
const budgets = [
  ['modbus_detailed tsv', 'otsift ingest --no-values', imported, 0.75],
  ['modbus_detailed tsv', 'otsift ingest', imported, 1.2],
  ['modbus_detailed tsv', 'otsift scan', imported, 1.5],
  ['dnp3 tsv', 'otsift ingest', imported, 1.2],
  ['s7comm tsv', 'otsift ingest', imported, 1.2],
  ['modbus_detailed json', 'otsift ingest', 'tsv', 2],
  ['dnp3 json', 'otsift ingest', 'tsv', 2],
  ['s7comm json', 'otsift ingest', 'tsv', 2],
  ['another day', 'after thirty', 'first', 1.2],
]

/** Holds every budget against the results. */
export function judge(results) {
  const times = budgets
    .filter(([run]) => results[run])
    .map(([run, subject, against, most]) => {
      const [ours, theirs] = [results[run][subject], results[run][against]]
      const told = verdict(`${run}: ${subject} / ${against}`, ours.wall / theirs.wall, most)
      // On a machine that others share, the clock on the wall tells little.
      return { ...told, processor: rounded(ours.processor / theirs.processor) }
    })
  const all = Object.values(results).flatMap((subjects) => Object.entries(subjects))
  const ours = all.filter(([name]) => name.startsWith('otsift') || name === 'after thirty')
  const memory = Math.max(...ours.map(([, taken]) => taken.memory))
  const size = results['modbus_detailed tsv']?.['otsift ingest'].ofLog
  return [
    ...times,
    verdict('peak memory / 200 MB', memory / (200 * megabyte), 1),
    ...(size === undefined ? [] : [verdict('database / raw log', size, 0.75)]),
  ]
}

function verdict(what, ratio, most) {
  return { what, ratio: rounded(ratio), most, held: ratio <= most }
}

function rounded(ratio) {
  return Number(ratio.toFixed(2))
}

/** What one run took, as a table. */
export function tableOf(run, subjects) {
  const base = subjects[imported] ?? Object.values(subjects)[0]
  const rows = Object.entries(subjects).map(([name, { wall, processor, memory }]) => {
    const ratios = [wall, wall / base.wall, processor, processor / base.processor]
    const figures = ratios.map((each) => each.toFixed(2))
    return row(`  ${name}`, ...figures, (memory / megabyte).toFixed(0))
  })
  return ['', row(run, 'wall s', 'ratio', 'cpu s', 'ratio', 'MB'), ...rows].join('\n')
}

/** The budgets and what became of them, as a table. */
export function tableOfBudgets(judged) {
  const rows = judged.map(({ what, ratio, processor = ratio, most, held }) =>
    row(what, ratio.toFixed(2), processor.toFixed(2), most.toFixed(2), held ? 'held' : 'OVER'),
  )
  return ['', row('budget', 'wall', 'cpu', 'most', ''), ...rows].join('\n')
}

function row(name, ...cells) {
  return name.padEnd(60) + cells.map((cell) => String(cell).padStart(8)).join('')
}
