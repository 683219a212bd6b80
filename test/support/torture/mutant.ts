import type { Random } from './random.js'

/** What a field may be made into: edges of numbers, escapes, names that objects have, text that other tools run. */
const hostile = [
  ...['', '-', '(empty)', ' ', '0', '-1', 'NaN', 'inf', '1e308', '-1e400', '0x10', '1.5.2'],
  ...['18446744073709551615', '9007199254740993', '253402300799', '99999999999999999999'],
  ...['__proto__', 'constructor', 'toString', "' OR 1=1 --", '=1+1', '<script>', '\u001b[2J'],
  ...[
    '\\x00',
    '\\x',
    '\\xZZ',
    '\\\\',
    '\\u0000',
    '\\ud800',
    '\u0000',
    '\u00ff\u00fe',
    'T,F,T',
    ',',
  ],
  ...['[', '{', '"', '{"a":', 'null', 'true', '[[[[[[[[', '#fields', '#separator \\x2c'],
]

type Change = (line: string, random: Random) => string

const changes: readonly Change[] = [
  // A byte of another value.
  (line, random) => {
    const at = random.whole(0, line.length)
    return line.slice(0, at) + String.fromCharCode(random.whole(0, 255)) + line.slice(at + 1)
  },
  // A piece missing, or twice.
  (line, random) => {
    const [a, b] = [random.whole(0, line.length), random.whole(0, line.length)]
    return line.slice(0, a) + line.slice(b)
  },
  fields((list, random) => list.splice(random.whole(0, list.length), 1)),
  fields((list, random) => list.splice(random.whole(0, list.length), 0, random.pick(list))),
  fields((list, random) => list.splice(random.whole(0, list.length), 1, random.pick(hostile))),
  fields((list, random) => list.splice(random.whole(0, list.length), 1, random.pick(list))),
  fields((list, random) =>
    list.splice(random.whole(0, list.length), 1, 'A'.repeat(random.whole(1, 3000))),
  ),
]

function fields(change: (list: string[], random: Random) => unknown): Change {
  return (line, random) => {
    const separator = line.startsWith('{') ? /([,:])/ : /(\t)/
    const list = line.split(separator)
    change(list, random)
    return list.join('')
  }
}

/** A line with one to three changes that may make it anything but two lines. */
export function mutant(line: string, random: Random): string {
  let changed = line
  for (let times = random.whole(1, 3); times > 0; times -= 1) {
    changed = random.pick(changes)(changed, random)
  }
  return changed.replaceAll('\n', ' ')
}
