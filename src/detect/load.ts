import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ValidateFunction } from 'ajv'
import type { Document } from 'yaml'
import { OtsiftError } from '../errors.js'
import type { Detector } from './detector.js'
import { lint } from './lint.js'

const require = createRequire(import.meta.url)
const bundled = fileURLToPath(new URL('../detectors/', import.meta.url))
/** The detectors of otsift without their cases, read and checked when it was built (`scripts/assets.mjs`). */
const prepared = join(bundled, 'prepared.json')
const schemaPath = fileURLToPath(new URL('../../schemas/detector.schema.json', import.meta.url))
const form = /^\s*\/\*---\n([\s\S]*?)\n---\*\/\s*([\s\S]*)$/

const defaults = {
  attack: [],
  aliases: [],
  needs: [],
  params: {},
  lookback: 0,
  settle: 0,
  shows: 'deed',
  explains: [],
  never_normal: false,
  engines: ['sqlite', 'clickhouse'],
}

/** How detectors are loaded. */
export interface LoadOptions {
  /** False leaves out their test cases, which are most of the text: judging does not need them. */
  readonly cases?: boolean
}

/** The detectors of otsift and of the user's directories, by id. Throws `detector` for a faulty file. */
export function loadDetectors(
  directories: readonly string[] = [],
  { cases = true }: LoadOptions = {},
): Detector[] {
  const byId = new Map<string, Detector>()
  const ready = !cases && existsSync(prepared)
  if (ready) for (const detector of readPrepared()) byId.set(detector.id, detector)
  const directoriesToRead = ready ? directories : [bundled, ...directories]
  for (const path of directoriesToRead.flatMap(sqlFiles)) {
    const detector = readDetector(path, cases)
    const twin = byId.get(detector.id)
    if (twin)
      throw new OtsiftError(
        'detector',
        `There is a detector ${detector.id} in ${twin.path} already.`,
        'Rename the file.',
        { file: path },
      )
    byId.set(detector.id, detector)
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

function readPrepared(): Detector[] {
  const detectors = JSON.parse(readFileSync(prepared, 'utf8')) as Detector[]
  return detectors.map((each) => ({
    ...each,
    path: join(bundled, each.folder, `${each.id}.sql`),
  }))
}

let schema: ValidateFunction | undefined

/** What the schema says against a header; the check is made when the first one is read. */
function complaints(header: unknown): string[] {
  const { Ajv } = require('ajv') as typeof import('ajv')
  schema ??= new Ajv({ allErrors: true }).compile(
    JSON.parse(readFileSync(schemaPath, 'utf8')) as object,
  )
  if (schema(header)) return []
  return (schema.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath || 'header'} ${message}`,
  )
}

function sqlFiles(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.sql'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
  } catch {
    throw new OtsiftError(
      'detector',
      `${directory} is no directory of detectors.`,
      'Check --detectors.',
    )
  }
}

function readDetector(path: string, cases: boolean): Detector {
  const fail = (what: string, line?: number) =>
    new OtsiftError('detector', what, 'See `otsift detectors show` for one that works.', {
      file: path,
      ...(line === undefined ? {} : { line }),
    })
  const match = form.exec(readFileSync(path, 'utf8').replaceAll('\r\n', '\n'))
  if (!match) throw fail('The file does not begin with a header /*--- … ---*/.')
  const [, yaml = '', sql = ''] = match
  const document = parseHeader(yaml, cases)
  const error = document.errors[0]
  if (error)
    throw fail(
      error.message.split('\n')[0] ?? 'The header is no YAML.',
      (error.linePos?.[0].line ?? 0) + 1,
    )
  const header = plainHeader(document)
  if (header === undefined) throw fail('The header has too many aliases.')
  const wrong = [...complaints(header), ...lint(sql)]
  if (wrong.length > 0) throw fail(`${wrong.join('; ')}.`)
  return {
    ...defaults,
    ...(header as Omit<Detector, 'id' | 'folder' | 'path' | 'sql'>),
    id: basename(path, '.sql'),
    folder: basename(dirname(path)),
    path,
    sql: sql.trim().replace(/;\s*$/, ''),
  }
}

/** Where the cases of a header stand, up to the next key. */
const casesForm = /^tests:.*\n?(?:[ \t].*\n?|\n)*/m
const noCases = 'tests: {hit: {}, quiet: {}}'

function parseHeader(yaml: string, cases: boolean): Document {
  const { parseDocument } = require('yaml') as typeof import('yaml')
  if (cases) return parseDocument(yaml)
  // The lines stay, so that an error is told at its place.
  const short = yaml.replace(casesForm, (text) => noCases + text.replaceAll(/[^\n]/g, ''))
  const document = parseDocument(short)
  return document.errors.length === 0 ? document : parseDocument(yaml)
}

/** A header as plain values; `undefined` where its aliases would blow it up to gigabytes. */
function plainHeader(document: Document): object | undefined {
  try {
    return document.toJS({ maxAliasCount: 100 }) as object
  } catch {
    return undefined
  }
}
