const escaped = /\\x([0-9a-fA-F]{2})|\\\\/g

/**
 * Undoes Zeek's TSV escapes in one element: `\xHH` is a byte, `\\` a backslash; the bytes are UTF-8.
 * Bytes that are no UTF-8 become U+FFFD. Source: Zeek src/threading/formatters/Ascii.cc.
 */
export function unescapeText(text: string): string {
  if (!text.includes('\\')) return text
  const parts: Buffer[] = []
  let from = 0
  for (const match of text.matchAll(escaped)) {
    parts.push(Buffer.from(text.slice(from, match.index), 'utf8'))
    parts.push(match[1] === undefined ? Buffer.from('\\') : Buffer.from(match[1], 'hex'))
    from = match.index + match[0].length
  }
  parts.push(Buffer.from(text.slice(from), 'utf8'))
  return Buffer.concat(parts).toString('utf8')
}
