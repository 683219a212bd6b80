/** A piece of SQL: what matters to the checks, without comments and white space. */
export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'param' | 'symbol'
  readonly text: string
}

const lexer =
  /--[^\n]*|\/\*[\s\S]*?\*\/|\s+|('(?:[^']|'')*'|"(?:[^"]|"")*")|(:[A-Za-z_]\w*)|(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\|\||<=|>=|<>|!=|==|<<|>>|.)/g

const kinds = ['string', 'param', 'number', 'word', 'symbol'] as const

/** A token, or what stands between tokens: white space or a comment. */
export interface Piece {
  readonly kind: Token['kind'] | 'space'
  readonly text: string
}

/** Splits SQL into pieces that make it up again. */
export function pieces(sql: string): Piece[] {
  return [...sql.matchAll(lexer)].map((match) => {
    const index = match.slice(1).findIndex((group) => group !== undefined)
    return { kind: kinds[index] ?? 'space', text: match[0] }
  })
}

/** Splits SQL into tokens; comments and white space are dropped. */
export function tokens(sql: string): Token[] {
  return pieces(sql).filter((piece): piece is Token => piece.kind !== 'space')
}
