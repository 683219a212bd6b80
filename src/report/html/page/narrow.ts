import { h } from './dom.js'
import { number } from './words.js'

/** A list with a field that narrows it to the rows whose text has every word. */
export function narrowed<Row>(
  label: string,
  rows: readonly Row[],
  text: (row: Row) => string,
  show: (rows: readonly Row[]) => Node,
): HTMLElement {
  const texts = rows.map((row) => text(row).toLowerCase())
  const body = h('div', {}, show(rows))
  const count = h('span', { class: 'count', role: 'status' }, `${number(rows.length)} shown`)
  const input = h('input', {
    type: 'search',
    class: 'narrow',
    placeholder: label,
    'aria-label': label,
    oninput: () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean)
      const some = rows.filter((_, index) => words.every((word) => texts[index]?.includes(word)))
      count.textContent = `${number(some.length)} shown`
      body.replaceChildren(show(some))
    },
  })
  return h('div', {}, h('p', { class: 'filters' }, input, count), body)
}
