import { basename } from 'node:path'
import fc from 'fast-check'
import { caseStart, caseStore, runCases } from '../../src/detect/cases.js'
import type { Detector, DetectorCase } from '../../src/detect/detector.js'
import type { FoundAtom, Verdict } from '../../src/detect/judge.js'
import { loadDetectors } from '../../src/detect/load.js'
import { bindings, compile, type Interval } from '../../src/detect/query.js'
import { tokens } from '../../src/detect/tokens.js'
import { techniques } from '../../src/findings/attack.js'
import { fillMessage } from '../../src/findings/message.js'
import { tacticOf } from '../../src/findings/tactic.js'
import { all, emptyStore } from '../support/store.js'
import { verdictIn } from '../support/verdict.js'

// Loading checks the headers against their schema and the SQL against lint; a faulty file ends it here.
const detectors = loadDetectors()
const ids = new Set(detectors.map(({ id }) => id))

const words = (sql: string) =>
  new Set(tokens(sql).flatMap(({ kind, text }) => (kind === 'word' ? [text] : [])))
const paramsIn = (sql: string) =>
  new Set(tokens(sql).flatMap(({ kind, text }) => (kind === 'param' ? [text.slice(1)] : [])))
const hits = (one: DetectorCase) => (one.expect ?? []).length > 0

describe.each(detectors.map((detector) => [detector.id, detector] as const))(
  '%s',
  (_, detector) => {
    test('is named as its file, in words with dashes', () => {
      expect(basename(detector.path)).toBe(`${detector.id}.sql`)
      expect(detector.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/)
    })

    test('lies in the folder of its protocol', () => {
      expect(['modbus', 'dnp3', 's7comm', 'ot']).toContain(detector.folder)
    })

    test('names techniques of ATT&CK for ICS', () => {
      expect(detector.attack.filter((id) => !Object.hasOwn(techniques, id))).toEqual([])
    })

    test('names first a technique whose tactic is known, so that it can be a stage of an incident', () => {
      const [first] = detector.attack
      if (first !== undefined) expect(tacticOf(first)).toBeDefined()
    })

    test('is one SELECT that only reads and returns the columns of an atom', () => {
      expect(() => compile(emptyStore(), detector)).not.toThrow()
    })

    test('uses every param it declares, and nothing else but :since and :until', () => {
      const declared = new Set([...Object.keys(detector.params), 'since', 'until'])
      const used = paramsIn(detector.sql)
      expect([...used].filter((name) => !declared.has(name))).toEqual([])
      expect([...declared].filter((name) => !used.has(name))).toEqual([])
    })

    test('gives every param a default of its type', () => {
      for (const { type, default: value } of Object.values(detector.params)) {
        if (type === 'string') expect(typeof value).toBe('string')
        else expect(Number.isInteger(value) || type === 'number').toBe(true)
      }
    })

    test('reads what it says it reads, and that is views', () => {
      const views = all<{ name: string }>(
        emptyStore(),
        "SELECT name FROM sqlite_schema WHERE type IN ('view', 'table')",
      ).map(({ name }) => name)
      const known = words(detector.sql)
      const read = views.filter((name) => known.has(name) && /^v_/.test(name))
      expect(detector.reads.filter((name) => !views.includes(name))).toEqual([])
      expect(read.filter((name) => !detector.reads.includes(name))).toEqual([])
    })

    test('explains detectors that exist, and not itself', () => {
      expect(detector.explains.filter((id) => !ids.has(id) || id === detector.id)).toEqual([])
    })

    test('fills its message from columns it returns', () => {
      const columns = compile(emptyStore(), detector)
        .columns()
        .map(({ name }) => name)
      const known = new Set([...columns, ...Object.keys(detector.params)])
      const asked = [...detector.message.matchAll(/\{(\w+)(?:\|[\w ]+)?\}/g)].map(
        ([, name = '']) => name,
      )
      expect(asked.filter((name) => !known.has(name))).toEqual([])
      expect(fillMessage(detector.message, {})).not.toMatch(/[{}|]/)
    })

    test('has a case that hits and one that is quiet', () => {
      const cases = Object.values(detector.tests)
      expect(cases.some(hits)).toBe(true)
      expect(cases.some((one) => !hits(one))).toBe(true)
    })

    test('holds its cases', () => {
      const failed = runCases(detector).filter(({ problems }) => problems.length > 0)
      expect(failed).toEqual([])
    })

    test('finds the same in any pieces of time', () => {
      const hit = Object.values(detector.tests).find(hits)
      if (!hit) throw new Error('no case that hits')
      const db = caseStore(hit)
      try {
        const reach = { since: caseStart - 7200, until: caseStart + 2 * 86_400 }
        const params = bindings(detector, hit.params)
        const found = (intervals: readonly Interval[]) =>
          inOrder(verdictIn(db, { detector, params, intervals }))
        const whole = found([reach])
        const cut = fc.array(fc.integer({ min: -30, max: 300 }), { maxLength: 6 })
        fc.assert(
          fc.property(cut, (minutes) => expect(found(pieces(reach, minutes))).toEqual(whole)),
          { numRuns: 5 },
        )
        expect(found(pieces(reach, [-2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))).toEqual(whole)
      } finally {
        db.close()
      }
    })
  },
)

/** A stretch cut at these minutes after the start of a case. */
function pieces({ since, until }: Interval, minutes: readonly number[]): Interval[] {
  const cuts = [...new Set(minutes.map((minute) => caseStart + minute * 60))]
  const edges = [since, ...cuts.sort((a, b) => a - b), until]
  return edges.slice(1).map((edge, index) => ({ since: edges[index] ?? since, until: edge }))
}

/** Atoms, or the failure, in an order that does not depend on how they were asked for. */
function inOrder({ failure, found }: Verdict): readonly FoundAtom[] | string {
  const key = ({ finding, minute }: FoundAtom) => `${finding} ${minute}`
  return failure ?? [...found].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

describe('all detectors together', () => {
  test('have ids of their own', () => {
    expect(ids.size).toBe(detectors.length)
  })

  test('explain one another without a circle', () => {
    const byId = new Map(detectors.map((detector) => [detector.id, detector]))
    const visit = (id: string, path: readonly string[]): void => {
      expect(path).not.toContain(id)
      for (const next of byId.get(id)?.explains ?? []) visit(next, [...path, id])
    }
    for (const { id } of detectors) visit(id, [])
  })

  test('have aliases of their own', () => {
    const owners = new Map<string, string[]>()
    for (const { id, aliases } of detectors) {
      for (const alias of aliases) owners.set(alias, [...(owners.get(alias) ?? []), id])
    }
    expect([...owners].filter(([, owner]) => owner.length > 2)).toEqual([])
  })

  test('find nothing in an empty store, and do not fail', () => {
    const db = emptyStore()
    const whole = [{ since: 0, until: 4e9 }]
    const loud = (detector: Detector) => {
      const job = { detector, params: bindings(detector), intervals: whole }
      const { found, failure } = verdictIn(db, job)
      return failure !== undefined || [...found].length > 0
    }
    expect(detectors.filter(loud).map(({ id }) => id)).toEqual([])
  })
})
