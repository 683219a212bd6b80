import { type Token, tokens } from './tokens.js'

const forbiddenWords: Readonly<Record<string, string>> = {
  like: 'LIKE compares case differently on the two engines: use = or substr',
  glob: 'GLOB is SQLite only',
  regexp: 'REGEXP is SQLite only',
  group_concat: 'group_concat differs between the engines',
  string_agg: 'string_agg differs between the engines',
  log: 'log is base 10 on one engine and e on the other',
  iif: 'iif is SQLite only: use CASE',
  strftime: 'strftime is SQLite only: compute with epoch seconds',
  datetime: 'datetime is SQLite only: compute with epoch seconds',
  printf: 'printf is SQLite only: the message is filled in outside',
  total: 'total is SQLite only: use sum',
  ifnull: 'use coalesce',
}

const forbiddenSymbols = new Set(['&', '|', '<<', '>>', '~'])

/** What in a detector's SQL would not mean the same on SQLite and ClickHouse; empty when nothing. */
export function lint(sql: string): string[] {
  const all = tokens(sql)
  return [...words(all), ...scalarMinMax(all), ...division(all), ...unaliased(all)]
}

function words(all: readonly Token[]): string[] {
  return all.flatMap((token, index) => {
    if (token.kind === 'symbol' && forbiddenSymbols.has(token.text)) {
      return [`bit operator ${token.text} is not portable`]
    }
    const word = token.text.toLowerCase()
    if (token.kind !== 'word') return []
    // Views have a column log: only the function is meant.
    if (word === 'log' && all[index + 1]?.text !== '(') return []
    if (word.startsWith('json_')) return [`${word} is not portable`]
    const why = Object.hasOwn(forbiddenWords, word) ? forbiddenWords[word] : undefined
    return why === undefined ? [] : [why]
  })
}

/** min(a, b) and max(a, b) are SQLite only. */
function scalarMinMax(all: readonly Token[]): string[] {
  return all.flatMap((token, index) => {
    const called = all[index + 1]?.text === '('
    if (!called || !/^(min|max)$/i.test(token.text)) return []
    return commaAtTop(all, index + 2)
      ? [`${token.text} of several values is not portable: use CASE`]
      : []
  })
}

function commaAtTop(all: readonly Token[], from: number): boolean {
  let depth = 0
  for (const { text } of all.slice(from)) {
    if (text === '(') depth += 1
    else if (text === ')') depth -= 1
    if (depth < 0) return false
    if (depth === 0 && text === ',') return true
  }
  return false
}

/** Division of two integers truncates on one engine: one side must show a decimal point. */
function division(all: readonly Token[]): string[] {
  return all.flatMap((token, index) => {
    if (token.text !== '/') return []
    const near = all.slice(Math.max(0, index - 8), index + 4)
    const decimal = near.some((each) => each.kind === 'number' && each.text.includes('.'))
    return decimal ? [] : ['integer division is not portable: multiply by 1.0']
  })
}

/** A column with a dot in a select list needs an alias: ClickHouse names it otherwise. */
function unaliased(all: readonly Token[]): string[] {
  const complaints: string[] = []
  for (const [index, token] of all.entries()) {
    if (!/^select$/i.test(token.text)) continue
    for (const item of selectList(all, index + 1)) {
      const dotted = item.length === 3 && item[1]?.text === '.'
      if (dotted) complaints.push(`${item.map((part) => part.text).join('')} needs an alias`)
    }
  }
  return complaints
}

function selectList(all: readonly Token[], from: number): Token[][] {
  const items: Token[][] = [[]]
  let depth = 0
  for (const token of all.slice(from)) {
    if (token.text === '(') depth += 1
    else if (token.text === ')') depth -= 1
    if (depth < 0 || (depth === 0 && /^(from|union)$/i.test(token.text))) break
    if (depth === 0 && token.text === ',') items.push([])
    else if (!/^distinct$/i.test(token.text)) items.at(-1)?.push(token)
  }
  return items
}
