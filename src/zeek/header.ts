import { unescapeText } from './escape.js'
import { mostFields } from './tsv-row.js'

/** What the directives at the top of a Zeek TSV log say; it may change midway through a file. */
export interface Header {
  readonly separator: string
  readonly setSeparator: string
  readonly emptyField: string
  readonly unsetField: string
  /** Log stream from `#path`. */
  readonly path: string | undefined
  readonly fields: readonly string[]
}

/** The header in force before any directive was read (Zeek's defaults, no columns yet). */
export const defaultHeader: Header = {
  separator: '\t',
  setSeparator: ',',
  emptyField: '(empty)',
  unsetField: '-',
  path: undefined,
  fields: [],
}

/** Applies one directive line (`#fields …`) to the header; unknown directives and comments change nothing. */
export function applyDirective(header: Header, line: string): Header {
  if (line.startsWith('#separator')) {
    // The separator directive itself is written with a space. Source: Zeek Ascii.cc WriteHeader.
    const separator = unescapeText(line.slice('#separator'.length).trimStart())
    return separator === '' ? header : { ...defaultHeader, separator }
  }
  const [name, ...values] = line.split(header.separator)
  const value = values[0] ?? ''
  switch (name) {
    case '#set_separator':
      return value === '' ? header : { ...header, setSeparator: unescapeText(value) }
    case '#empty_field':
      return { ...header, emptyField: unescapeText(value) }
    case '#unset_field':
      return { ...header, unsetField: unescapeText(value) }
    case '#path':
      return { ...header, path: unescapeText(value) }
    case '#fields':
      return values.length > mostFields ? header : { ...header, fields: values.map(unescapeText) }
    default:
      return header
  }
}
