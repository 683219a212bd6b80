import type { PollRow, SeriesRow } from '../model.js'
import { summary } from './data.js'
import { h, s } from './dom.js'
import { duration, number, utc } from './words.js'

const height = 150
const foot = 20
/** Room above the bars for notes and marks. */
const top = 22
const left = 46
/** Functions with a colour of their own; the others share one. */
const mostColours = 7

/** Width of a chart where there is room, in pixels of the page. */
function chartWidth(): number {
  return Math.max(280, Math.min(1100, document.documentElement.clientWidth - 64))
}

/** Places of time on the sheet. */
interface Scale {
  readonly width: number
  readonly from: number
  readonly to: number
  x(ts: number): number
}

function scale(width = chartWidth()): Scale {
  const [from, to] = summary.period ?? [0, 1]
  return { width, from, to, x: (ts) => left + ((ts - from) / (to - from)) * (width - left - 8) }
}

/** A mark under a chart: a finding at its time. */
export interface Mark {
  readonly ts: number
  readonly severity: string
  readonly href: string
  readonly title: string
}

/** Exchanges by step, stacked by function. */
export function stackedChart(
  title: string,
  series: readonly SeriesRow[],
  marks: readonly Mark[] = [],
): HTMLElement {
  const sheet = scale()
  const shown = merged(series)
  const tops = new Map<number, number>()
  for (const { at, n } of shown) {
    at.forEach((place, index) => {
      tops.set(place, (tops.get(place) ?? 0) + (n[index] ?? 0))
    })
  }
  const most = Math.max(1, ...tops.values())
  const base = new Map<number, number>()
  const y = (value: number) => height - foot - (value / most) * (height - foot - top)
  const bar = Math.max(1, sheet.x(sheet.from + summary.step) - sheet.x(sheet.from) - 0.5)
  const paths = shown.map(({ at, n }, colour) => {
    const pieces = at.map((place, index) => {
      const low = base.get(place) ?? 0
      const high = low + (n[index] ?? 0)
      base.set(place, high)
      const x = sheet.x(sheet.from + place * summary.step)
      return `M${x.toFixed(1)} ${y(low).toFixed(1)}V${y(high).toFixed(1)}h${bar.toFixed(1)}V${y(low).toFixed(1)}z`
    })
    return s('path', { class: `fill c${colour}`, d: pieces.join('') })
  })
  return figure(
    title,
    sheet,
    [axis(sheet, most, (value) => number(value)), paths, findingMarks(sheet, marks)],
    legend(shown),
  )
}

/** Intervals between polls: the median as a line, nine tenths of them as a band. */
export function jitterChart(poll: PollRow): HTMLElement {
  const sheet = scale()
  const step = Math.max(summary.step, 3600)
  const from = Math.floor(sheet.from / 3600) * 3600
  const most = Math.max(...poll.high)
  const y = (value: number) => height - foot - (value / most) * (height - foot - top)
  const x = (index: number) =>
    Math.max(left, sheet.x(Math.min(sheet.to, from + ((poll.at[index] ?? 0) + 0.5) * step)))
  const point = (values: readonly number[]) => (_: number, index: number) =>
    `${x(index).toFixed(1)} ${y(values[index] ?? 0).toFixed(1)}`
  const up = poll.at.map(point(poll.high))
  const down = poll.at.map(point(poll.low)).reverse()
  const middle = poll.at.map(point(poll.median))
  return figure(`Time between polls: ${poll.name}`, sheet, [
    axis(sheet, most, duration),
    s('path', { class: 'band', d: `M${[...up, ...down].join('L')}z` }),
    s('path', { class: 'line', d: `M${middle.join('L')}` }),
    poll.at.length === 1
      ? s('circle', { class: 'fill c0', cx: x(0), cy: y(poll.median[0] ?? 0), r: 3 })
      : null,
  ])
}

/** A small picture of a series, for a list. */
export function sparkline(series: readonly SeriesRow[], most: number): SVGSVGElement {
  const [width, tall] = [160, 28]
  const sums = new Map<number, number>()
  for (const { at, n } of series) {
    at.forEach((place, index) => {
      sums.set(place, (sums.get(place) ?? 0) + (n[index] ?? 0))
    })
  }
  const [from, to] = summary.period ?? [0, 1]
  const places = Math.max(1, (to - from) / summary.step)
  const bar = width / places
  const pieces = [...sums].map(([place, value]) => {
    const top = tall - Math.max(1, (value / Math.max(1, most)) * tall)
    return `M${(place * bar).toFixed(1)} ${tall}V${top.toFixed(1)}h${bar.toFixed(2)}V${tall}z`
  })
  return s(
    'svg',
    { class: 'spark', viewBox: `0 0 ${width} ${tall}`, width, height: tall, 'aria-hidden': 'true' },
    s('path', { class: 'fill c0', d: pieces.join('') }),
  )
}

function merged(series: readonly SeriesRow[]): SeriesRow[] {
  if (series.length <= mostColours) return [...series]
  const sums = new Map<number, number>()
  for (const { at, n } of series.slice(mostColours - 1)) {
    at.forEach((place, index) => {
      sums.set(place, (sums.get(place) ?? 0) + (n[index] ?? 0))
    })
  }
  const others = {
    name: `${series.length - mostColours + 1} others`,
    at: [...sums.keys()],
    n: [...sums.values()],
  }
  return [...series.slice(0, mostColours - 1), others]
}

function figure(
  title: string,
  sheet: Scale,
  content: readonly (Node | readonly Node[] | null)[],
  caption?: Node,
): HTMLElement {
  return h(
    'figure',
    {},
    h('figcaption', {}, h('b', {}, title), caption),
    h(
      'div',
      { class: 'scroll' },
      s(
        'svg',
        {
          class: 'chart',
          role: 'group',
          'aria-label': title,
          width: sheet.width,
          height,
          viewBox: `0 0 ${sheet.width} ${height}`,
        },
        learned(sheet),
        content,
      ),
    ),
  )
}

/** The learned stretch, shaded. */
function learned(sheet: Scale): SVGElement | null {
  if (summary.baseline === null) return null
  const from = Math.max(sheet.from, summary.baseline.from_ts)
  const to = Math.min(sheet.to, summary.baseline.to_ts)
  if (to <= from) return null
  return s('g', {}, [
    s('rect', {
      class: 'learned',
      x: sheet.x(from),
      y: 0,
      width: sheet.x(to) - sheet.x(from),
      height: height - foot,
    }),
    s('text', { class: 'note', x: sheet.x(from) + 4, y: 11 }, 'learned as normal'),
  ])
}

function axis(sheet: Scale, most: number, unit: (value: number) => string): SVGElement {
  const length = sheet.to - sheet.from
  const wanted = Math.max(2, Math.floor(sheet.width / 130))
  const steps = [60, 300, 900, 3600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000]
  const step = steps.find((each) => length / each <= wanted) ?? 31_536_000
  const ticks: number[] = []
  for (let ts = Math.ceil(sheet.from / step) * step; ts <= sheet.to; ts += step) ticks.push(ts)
  const text = (ts: number) => (step >= 86_400 ? utc(ts).slice(5, 10) : utc(ts).slice(5, 16))
  return s('g', { class: 'axis' }, [
    s('line', { x1: left, x2: sheet.width - 8, y1: height - foot, y2: height - foot }),
    s('text', { x: left - 6, y: top + 4, 'text-anchor': 'end' }, unit(most)),
    s('text', { x: left - 6, y: height - foot, 'text-anchor': 'end' }, '0'),
    ticks.map((ts) => [
      s('line', { x1: sheet.x(ts), x2: sheet.x(ts), y1: height - foot, y2: height - foot + 4 }),
      s(
        'text',
        {
          x: sheet.x(ts),
          y: height - 4,
          'text-anchor':
            sheet.x(ts) > sheet.width - 40 ? 'end' : sheet.x(ts) < left + 30 ? 'start' : 'middle',
        },
        text(ts),
      ),
    ]),
  ])
}

function findingMarks(sheet: Scale, marks: readonly Mark[]): SVGElement[] {
  return marks.map(({ ts, severity, href, title }) => {
    const x = sheet.x(Math.min(Math.max(ts, sheet.from), sheet.to))
    return s(
      'a',
      { href, 'aria-label': title },
      s('title', {}, title),
      s('path', { class: `mark ${severity}`, d: `M${x - 6} 12h12l-6 9zM${x} 20V${height - foot}` }),
    )
  })
}

function legend(series: readonly SeriesRow[]): HTMLElement {
  const totals = series.map(({ n }) => n.reduce((sum, each) => sum + each, 0))
  const all = totals.reduce((sum, each) => sum + each, 0)
  return h(
    'ul',
    { class: 'legend' },
    series.map(({ name }, colour) =>
      h(
        'li',
        {},
        s(
          'svg',
          { width: 10, height: 10, 'aria-hidden': 'true' },
          s('rect', { class: `fill c${colour}`, width: 10, height: 10 }),
        ),
        ` ${name} ${(((totals[colour] ?? 0) / Math.max(1, all)) * 100).toFixed(1)} %`,
      ),
    ),
  )
}
