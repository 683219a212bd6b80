import { createRequire } from 'node:module'
import type { Document, LineCounter, Node } from 'yaml'
import { OtsiftError } from '../errors.js'

const require = createRequire(import.meta.url)
/** Loaded with the first policy: most runs have none, and it takes a tenth of a second. */
const yaml = () => require('yaml') as typeof import('yaml')

/** A policy is written by hand: one of a thousand assets and ten thousand points is far below this. */
const mostBytes = 8 * 1024 * 1024
const mostAliases = 100

/** A YAML file with the line and column of everything in it. */
export class PolicyDocument {
  readonly path: string
  readonly #lines: LineCounter
  readonly #document: Document

  /** Throws `policy` for a file that is too large or no YAML. */
  constructor(path: string, text: string) {
    const { LineCounter, parseDocument } = yaml()
    this.path = path
    this.#lines = new LineCounter()
    if (Buffer.byteLength(text) > mostBytes) {
      throw this.error('The policy is larger than 8 MB.', [], 'Split the site, or check the file.')
    }
    this.#document = parseDocument(text, { lineCounter: this.#lines })
    const error = this.#document.errors[0]
    if (error) {
      const what = (error.message.split('\n')[0] ?? 'not YAML').replace(/ at line .*$/s, '')
      throw new OtsiftError('policy', `${what}.`, 'Check the YAML there.', {
        file: path,
        line: error.linePos?.[0].line ?? 1,
      })
    }
  }

  /** The file as plain values. Throws `policy` where its aliases would blow it up to gigabytes. */
  values(): unknown {
    try {
      return this.#document.toJS({ maxAliasCount: mostAliases }) ?? {}
    } catch {
      throw this.error('The policy has too many aliases.', [], 'Write out what they stand for.')
    }
  }

  /** An error that names the line and column of what lies at these keys. */
  error(message: string, keys: readonly (string | number)[], next = ''): OtsiftError {
    const { line, column } = this.place(keys)
    return new OtsiftError('policy', `${keyText(keys)}${message}`, next, {
      file: this.path,
      line,
      column,
    })
  }

  /** Line and column of what lies at these keys, or of the nearest thing above it. */
  place(keys: readonly (string | number)[]): { line: number; column: number } {
    for (let length = keys.length; length > 0; length -= 1) {
      const offset = this.#offset(keys.slice(0, length))
      if (offset === undefined) continue
      const { line, col } = this.#lines.linePos(offset)
      return { line, column: col }
    }
    return { line: 1, column: 1 }
  }

  /** Where a pair's key stands, or an item of a list. */
  #offset(keys: readonly (string | number)[]): number | undefined {
    const { isMap, isPair } = yaml()
    const last = keys.at(-1)
    const above =
      keys.length === 1 ? this.#document.contents : this.#document.getIn(keys.slice(0, -1), true)
    if (isMap(above)) {
      const pair = above.items.find((each) => isPair(each) && String(each.key) === String(last))
      return (pair?.key as Node | undefined)?.range?.[0]
    }
    const node = this.#document.getIn(keys, true) as Node | undefined
    return node?.range?.[0]
  }
}

/** `points[3].max: `, so that a person finds it without a line, too. */
function keyText(keys: readonly (string | number)[]): string {
  if (keys.length === 0) return ''
  const text = keys.map((key) => (typeof key === 'number' ? `[${key + 1}]` : `.${key}`)).join('')
  return `${text.replace(/^\./, '')}: `
}
