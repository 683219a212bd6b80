import { lint } from '../../src/detect/lint.js'

describe('lint complains of', () => {
  test.each([
    ['LIKE', "SELECT a FROM t WHERE a LIKE 'x%'"],
    ['group_concat', 'SELECT group_concat(a) AS x FROM t'],
    ['json functions', 'SELECT json_extract(a, 1) AS x FROM t'],
    ['log', 'SELECT log(a) AS x FROM t'],
    ['iif', 'SELECT iif(a, 1, 2) AS x FROM t'],
    ['bit operators', 'SELECT a & 4 AS x FROM t'],
    ['shifts', 'SELECT a >> 4 AS x FROM t'],
    ['min of several values', 'SELECT min(a, b) AS x FROM t'],
    ['max of several values in a call', 'SELECT max(f(a, b), c) AS x FROM t'],
    ['integer division', 'SELECT a / b AS x FROM t'],
    ['a dotted column without alias', 'SELECT t.a FROM t'],
    ['a dotted column in a CTE', 'WITH x AS (SELECT DISTINCT t.a FROM t) SELECT a AS a FROM x'],
  ])('%s', (_, sql) => {
    expect(lint(sql)).not.toEqual([])
  })
})

describe('lint has nothing against', () => {
  test.each([
    ['words in strings and comments', "SELECT 'a LIKE & b' AS x FROM t -- json_each\n"],
    ['min of one value', 'SELECT min(f(a, b)) AS x FROM t'],
    ['a division that shows a decimal', 'SELECT a * 1.0 / b AS x FROM t'],
    ['concatenation', "SELECT a || ':' || b AS x FROM t"],
    ['a column called log', "SELECT v.log AS log FROM v_ot AS v WHERE log = 'modbus'"],
    ['an aliased column', 'SELECT t.a AS a FROM t'],
    ['dots outside a select list', 'SELECT a FROM t JOIN u ON t.a = u.a'],
  ])('%s', (_, sql) => {
    expect(lint(sql)).toEqual([])
  })
})
