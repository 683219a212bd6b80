/** Nodes of the page. All text from logs goes through here, as text: nothing is ever parsed as HTML. */

type Child = Node | string | number | null | undefined | readonly Child[]
type Attributes = Readonly<Record<string, string | number | boolean | undefined | EventListener>>

/** An element with attributes and children; an attribute whose name begins with `on` is a listener. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  return fill(document.createElement(name), attributes, children)
}

/** The same for SVG. */
export function s<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[Name] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children)
}

function fill<Kind extends Element>(
  element: Kind,
  attributes: Attributes,
  children: readonly Child[],
): Kind {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value))
  }
  append(element, children)
  return element
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === '') continue
    if (Array.isArray(child)) append(element, child as readonly Child[])
    else element.append(child instanceof Node ? child : String(child))
  }
}

/** A link to another place of the page. */
export function link(place: readonly string[], ...children: Child[]): HTMLAnchorElement {
  return h('a', { href: address(place) }, ...children)
}

/** The fragment of a place, whose words may be anything. */
export function address(place: readonly string[]): string {
  return `#${place.map(encodeURIComponent).join('/')}`
}

/** Cells up to this length, such as a time, stay on one line. */
const longestUnbroken = 20

/** A table that can be scrolled sideways by mouse and keyboard where it is too wide; numbers to the right. */
export function grid(
  label: string,
  columns: readonly string[],
  rows: readonly (readonly Child[])[],
): HTMLElement {
  const numeric = columns.map((_, index) => rows.every((row) => typeof row[index] === 'number'))
  const kind = (index: number, cell?: Child) => {
    if (numeric[index]) return 'number'
    return typeof cell === 'string' && cell.length <= longestUnbroken ? 'short' : undefined
  }
  const shown = (cell: Child) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)
  return h(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': label, tabindex: 0 },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          columns.map((name, index) => h('th', { scope: 'col', class: kind(index) }, name)),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((row) =>
          h(
            'tr',
            {},
            row.map((cell, index) => h('td', { class: kind(index, cell) }, shown(cell))),
          ),
        ),
      ),
    ),
  )
}

/** Rows by portions: the first hundred, and a button for more. */
export function portions<Row>(
  rows: readonly Row[],
  show: (row: Row) => Node,
  list: HTMLElement,
): HTMLElement {
  const atOnce = 100
  let shown = 0
  const more = h('button', { type: 'button', class: 'more', onclick: () => next() })
  const next = () => {
    list.append(...rows.slice(shown, shown + atOnce).map(show))
    shown = Math.min(rows.length, shown + atOnce)
    more.textContent = `Show more (${(rows.length - shown).toLocaleString('en')} left)`
    more.hidden = shown === rows.length
  }
  next()
  return h('div', {}, list, more)
}
