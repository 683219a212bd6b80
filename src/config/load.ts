import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isIP } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ErrorObject, ValidateFunction } from 'ajv'
import { OtsiftError } from '../errors.js'
import { functions } from '../protocols/index.js'
import { isClock, isMoment, isTimezone } from './clock.js'
import { PolicyDocument } from './document.js'
import type { Policy } from './policy.js'
import { placeOf } from './register.js'
import { didYouMean } from './suggest.js'

/** The JSON Schema of the policy, for editors. */
export const schemaPath = fileURLToPath(
  new URL('../../schemas/policy.schema.json', import.meta.url),
)
const fileName = 'otsift.policy.yaml'

/** A policy that was read and holds to its schema. */
export interface LoadedPolicy {
  readonly policy: Policy
  readonly document: PolicyDocument
  readonly hash: string
}

/** The policy of a database where none is named: `otsift.policy.yaml` beside it. */
export function defaultPolicyPath(database: string): string | undefined {
  const path = join(dirname(database), fileName)
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? path : undefined
}

/** Reads a policy. Throws `policy` with line and column for the first thing that is wrong, `io` without a file. */
export function loadPolicy(path: string): LoadedPolicy {
  return faultless(readPolicy(path))
}

/** Reads a policy that may be full of mistakes, as long as it is YAML. Throws `io` without a file. */
export function readPolicy(path: string): LoadedPolicy {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const why =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read'
    throw new OtsiftError(
      'io',
      `${path} ${why}.`,
      'Check --policy, or write one: otsift policy init.',
    )
  }
  return read(path, text)
}

/** A policy from the text of its file. Throws `policy` with line and column for the first thing that is wrong. */
export function parsePolicy(path: string, text: string): LoadedPolicy {
  return faultless(read(path, text))
}

function faultless(loaded: LoadedPolicy): LoadedPolicy {
  const complaint = complaints(loaded.document, loaded.policy)[0]
  if (complaint) throw complaint
  return loaded
}

function read(path: string, text: string): LoadedPolicy {
  const document = new PolicyDocument(path, text)
  const policy = document.values() as Policy
  return { policy, document, hash: createHash('sha256').update(text).digest('hex') }
}

const require = createRequire(import.meta.url)
let compiled: ValidateFunction<Policy> | undefined

/** The schema's check, made when the first policy is read. */
function schemaCheck(): ValidateFunction<Policy> {
  const { Ajv } = require('ajv') as typeof import('ajv')
  compiled ??= new Ajv({ allErrors: true, verbose: true, strict: false })
    .addFormat('address', (text) => isIP(text) > 0)
    .addFormat('network', isNetwork)
    .addFormat('timezone', isTimezone)
    .addFormat('clock', isClock)
    .addFormat('moment', (text) => isMoment(text) || isClock(text))
    .addFormat('reference', /^\d{1,6}$/)
    .compile<Policy>(JSON.parse(readFileSync(schemaPath, 'utf8')) as object)
  return compiled
}

/** All that is wrong with a policy, in the order of its lines. */
export function complaints(document: PolicyDocument, policy: Policy): OtsiftError[] {
  const check = schemaCheck()
  const wrong = check(policy)
    ? meaning(document, policy)
    : withoutEchoes(check.errors ?? []).map((error) => schemaError(document, error))
  return wrong.sort((a, b) => (a.place.line ?? 0) - (b.place.line ?? 0))
}

/** A misspelt key is missing, too: that is said once. */
function withoutEchoes(errors: readonly ErrorObject[]): ErrorObject[] {
  const misspelt = errors.filter((each) => each.keyword === 'additionalProperties')
  return errors.filter(
    (each) =>
      each.keyword !== 'required' ||
      !misspelt.some((other) => other.instancePath === each.instancePath),
  )
}

/** An address, or one with the length of its prefix. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/')
  const bits = isIP(address) === 4 ? 32 : 128
  if (isIP(address) === 0 || more.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits)
}

const formatText: Readonly<Record<string, string>> = {
  address: 'is no IPv4 or IPv6 address',
  network: 'is no network such as 10.20.0.0/16',
  timezone: 'is no time zone; write an IANA name such as Europe/Berlin',
  clock: 'is no time of the day such as 06:30',
  moment: 'is no local time such as 2026-03-05 08:00',
  reference: 'is no register such as 40001',
}

function schemaError(document: PolicyDocument, error: ErrorObject): OtsiftError {
  const keys = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
  const value = JSON.stringify(error.data)?.slice(0, 60)
  const params = error.params as Readonly<Record<string, unknown>>
  if (error.keyword === 'additionalProperties') {
    const name = String(params.additionalProperty)
    const known = Object.keys((error.parentSchema?.properties ?? {}) as object)
    return document.error(
      `there is no such key here.${didYouMean(name, known)}`,
      [...keys, name],
      `Known are ${known.join(', ')}.`,
    )
  }
  if (error.keyword === 'enum') {
    const known = (params.allowedValues as unknown[]).map(String)
    const near = didYouMean(String(error.data), known)
    return document.error(`${value} is none of ${known.join(', ')}.${near}`, keys)
  }
  if (error.keyword === 'format') {
    return document.error(`${value} ${formatText[String(params.format)]}.`, keys)
  }
  if (error.keyword === 'required') {
    return document.error(`${String(params.missingProperty)} is missing.`, keys)
  }
  return document.error(`${error.message}.`, keys)
}

/** What the schema cannot say: names that must exist, and values that must fit each other. */
function meaning(document: PolicyDocument, policy: Policy): OtsiftError[] {
  return [
    ...wrongZones(document, policy),
    ...wrongFunctions(document, policy),
    ...wrongPoints(document, policy),
    ...wrongWindows(document, policy),
  ]
}

function wrongZones(document: PolicyDocument, { assets = [], zones = {} }: Policy): OtsiftError[] {
  const known = Object.keys(zones)
  const unknown = (name: string, keys: readonly (string | number)[]) =>
    known.includes(name)
      ? []
      : [document.error(`there is no zone ${name}.${didYouMean(name, known)}`, keys)]
  return [
    ...assets.flatMap(({ zone }, index) =>
      zone === undefined ? [] : unknown(zone, ['assets', index, 'zone']),
    ),
    ...Object.entries(zones).flatMap(([name, { may_reach = [] }]) =>
      may_reach.flatMap((other, index) => unknown(other, ['zones', name, 'may_reach', index])),
    ),
  ]
}

/** The code of a function that a policy names by number or as in Zeek's logs; `undefined` where there is none. */
export function functionCode(protocol: string, name: number | string): number | undefined {
  const codes = codesOf(protocol)
  if (typeof name === 'number') return name >= 0 && name <= 0xffff ? name : undefined
  return codes.find((each) => each.sub === undefined && each.name === name)?.code
}

function codesOf(protocol: string) {
  return functions.find(([name]) => name === protocol)?.[1] ?? []
}

function wrongFunctions(
  document: PolicyDocument,
  { functions: lists = [] }: Policy,
): OtsiftError[] {
  return lists.flatMap(({ protocol = 'modbus', allow }, index) =>
    allow.flatMap((name, item) => {
      if (functionCode(protocol, name) !== undefined) return []
      const names = codesOf(protocol).flatMap((each) => (each.sub === undefined ? [each.name] : []))
      const near = didYouMean(String(name), names)
      return [
        document.error(`${protocol} has no function ${name}.${near}`, [
          'functions',
          index,
          'allow',
          item,
        ]),
      ]
    }),
  )
}

function wrongPoints(document: PolicyDocument, { points = [] }: Policy): OtsiftError[] {
  return points.flatMap((point, index) => {
    const wrong = (key: string, what: string) => [document.error(what, ['points', index, key])]
    const place = placeOf(point)
    if (!place) {
      return wrong(
        'address',
        point.table === undefined
          ? `${point.address} is no reference such as 40001; a 0-based address needs its table, and a coil's reference quotes ('00001').`
          : `${point.address} is no 0-based address, 0 to 65535.`,
      )
    }
    const ofBits = place.table === 'coil' || place.table === 'discrete'
    if (point.type !== undefined && ofBits !== (point.type === 'bit')) {
      return wrong('type', `${point.type} does not fit the table ${place.table}.`)
    }
    if (point.min !== undefined && point.max !== undefined && point.min > point.max) {
      return wrong('min', `${point.min} is more than max, ${point.max}.`)
    }
    return point.scale === 0 ? wrong('scale', 'nothing is left of a value times 0.') : []
  })
}

function wrongWindows(document: PolicyDocument, { maintenance = [] }: Policy): OtsiftError[] {
  return maintenance.flatMap(({ days, from, to }, index) => {
    const right = days === undefined ? isMoment : isClock
    const wrong = right(from) ? (right(to) ? undefined : 'to') : 'from'
    if (wrong !== undefined) {
      const what =
        days === undefined
          ? 'a window without days needs a day, such as 2026-03-05 08:00.'
          : 'a window with days needs a time of the day, such as 08:00.'
      return [document.error(what, ['maintenance', index, wrong])]
    }
    const backwards = days === undefined && Date.parse(from) >= Date.parse(to)
    return backwards ? [document.error('it is not before to.', ['maintenance', index, 'from'])] : []
  })
}
