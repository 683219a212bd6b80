/** A piece of SQL: what matters to the checks, without comments and white space. */
export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'param' | 'symbol'
  readonly text: string
}

const lexer =
  /--[^\n]*|\/\*[\s\S]*?\*\/|\s+|('(?:[^']|'')*'|"(?:[^"]|"")*")|(:[A-Za-z_]\w*)|(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\|\||<=|>=|<>|!=|==|<<|>>|.)/g

const kinds = ['string', 'param', 'number', 'word', 'symbol'] as const

/** Splits SQL into tokens; comments and white space are dropped. */
export function tokens(sql: string): Token[] {
  const found: Token[] = []
  for (const match of sql.matchAll(lexer)) {
    const index = match.slice(1).findIndex((group) => group !== undefined)
    const kind = kinds[index]
    if (kind !== undefined) found.push({ kind, text: match[0] })
  }
  return found
}

/** SQL with every `:name` outside of strings and comments replaced. */
export function replaceParams(sql: string, replacement: (name: string) => string): string {
  return sql.replaceAll(lexer, (text: string, ...groups: (string | undefined)[]) =>
    groups[kinds.indexOf('param')] === undefined ? text : replacement(text.slice(1)),
  )
}
