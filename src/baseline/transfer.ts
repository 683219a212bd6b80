import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type Database from 'better-sqlite3'
import { OtsiftError } from '../errors.js'
import { fromEarlier } from './earlier.js'
import type { EarlierBaseline } from './earlier-tables.js'
import { type Baseline, baselineOf } from './learn.js'
import { activate, requireName, requireThawed, resolve } from './revision.js'
import { baselineRows, baselineTables } from './tables.js'

const require = createRequire(import.meta.url)
const schema = JSON.parse(
  readFileSync(new URL('../../schemas/baseline.schema.json', import.meta.url), 'utf8'),
) as Record<string, unknown>

/** A baseline as it moves between databases; its schema is schemas/baseline.schema.json. */
export interface BaselineDocument {
  readonly format: 'otsift-baseline'
  readonly version: 1
  readonly baseline: Readonly<Record<string, unknown>>
  /** Rows by table, without the prefix `baseline_`. */
  readonly tables: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
}

const described = [
  'name',
  'revision',
  'frozen',
  'from_ts',
  'to_ts',
  'exchanges',
  'created',
  'origin',
  'who',
  'reason',
] as const

/** A baseline as a document. Empty tables are left out, so that those of later versions do no harm. */
export function exportBaseline(db: Database.Database, reference?: string): BaselineDocument {
  const row = resolve(db, reference)
  const tables = baselineTables(db)
    .map((table) => [table.name, baselineRows(db, table, row.id)] as const)
    .filter(([, rows]) => rows.length > 0)
  return {
    format: 'otsift-baseline',
    version: 1,
    baseline: Object.fromEntries(described.map((name) => [name, row[name]])),
    tables: Object.fromEntries(tables),
  }
}

/** Options of an import. */
export interface ImportOptions {
  /** Name to give it, over that of the document. */
  readonly name?: string | undefined
  /** Sensor that baselines of earlier tools, which know none, belong to. */
  readonly sensor?: string | undefined
  readonly file?: string | undefined
}

/** Reads a baseline, of otsift or of an earlier tool, and makes it the active one. Throws `input` for anything else. */
export function importBaseline(
  db: Database.Database,
  text: string,
  options: ImportOptions = {},
): Baseline {
  const place = options.file === undefined ? {} : { file: options.file }
  const value = parse(text, place)
  return db.transaction(() => {
    const document = isDocument(value)
      ? value
      : documentOf(db, fromEarlier(db, value, place), options)
    return baselineOf(db, save(db, document, options.name, place))
  })()
}

function parse(text: string, place: { file?: string }): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new OtsiftError('input', `This is no JSON: ${(error as Error).message}.`, '', place)
  }
}

function isDocument(value: unknown): value is BaselineDocument {
  return (value as { format?: unknown } | null)?.format === 'otsift-baseline'
}

function documentOf(
  db: Database.Database,
  { tables, exchanges }: EarlierBaseline,
  { sensor }: ImportOptions,
): BaselineDocument {
  const own = sensor ?? onlySensor(db)
  return {
    format: 'otsift-baseline',
    version: 1,
    baseline: {
      name: 'imported',
      revision: 1,
      frozen: 0,
      from_ts: 0,
      to_ts: 0,
      exchanges,
      created: new Date().toISOString(),
      origin: 'import',
      who: null,
      reason: null,
    },
    tables: Object.fromEntries(
      Object.entries(tables).map(([name, rows]) => [
        name,
        rows.map((row) => ({ sensor: own, ...row })),
      ]),
    ),
  }
}

/** The sensor of the store where it has one; else the one that nameless logs get. */
function onlySensor(db: Database.Database): string {
  const sensors = db
    .prepare('SELECT DISTINCT sensor FROM channel LIMIT 2')
    .pluck()
    .all() as string[]
  return sensors.length === 1 && sensors[0] !== undefined ? sensors[0] : 'default'
}

function save(
  db: Database.Database,
  document: BaselineDocument,
  rename: string | undefined,
  place: { file?: string },
): number {
  const { Ajv2020 } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js')
  const ajv = new Ajv2020({ allowUnionTypes: true })
  if (!ajv.validate(schema, document)) {
    const [first] = ajv.errors ?? []
    const where = first?.instancePath === '' ? 'it' : first?.instancePath
    throw new OtsiftError(
      'input',
      `${where} ${first?.message}.`,
      'See schemas/baseline.schema.json.',
      place,
    )
  }
  const name = rename ?? String(document.baseline.name)
  requireName(name)
  requireThawed(db, name)
  const last = db.prepare('SELECT max(revision) FROM baseline WHERE name = ?').pluck().get(name)
  const revision = last === null ? document.baseline.revision : Number(last) + 1
  const row = {
    who: null,
    reason: null,
    origin: 'import',
    frozen: 0,
    ...document.baseline,
    name,
    revision,
  }
  const id = Number(
    db
      .prepare(
        `INSERT INTO baseline (${described.join(', ')}) VALUES (${described.map((each) => `@${each}`).join(', ')})`,
      )
      .run(row).lastInsertRowid,
  )
  for (const [table, rows] of Object.entries(document.tables)) fill(db, id, table, rows, place)
  activate(db, id)
  return id
}

function fill(
  db: Database.Database,
  id: number,
  name: string,
  rows: BaselineDocument['tables'][string],
  place: { file?: string },
): void {
  const table = baselineTables(db).find((each) => each.name === name)
  if (!table) {
    const what = `This otsift has no baselines of ${name}.`
    throw new OtsiftError('input', what, 'Import it with the version that wrote it.', place)
  }
  const names = table.columns.map((column) => column.name)
  const insert = db.prepare(
    `INSERT INTO baseline_${table.name} (baseline, ${names.join(', ')}) VALUES (@baseline, ${names.map((each) => `@${each}`).join(', ')})`,
  )
  rows.forEach((row, index) => {
    const strange = Object.keys(row).find((each) => !names.includes(each))
    const missing = names.find((each) => !(each in row))
    if (strange !== undefined || missing !== undefined) {
      const what = strange === undefined ? `lacks ${missing}` : `has an unknown ${strange}`
      throw new OtsiftError('input', `/tables/${name}/${index} ${what}.`, '', place)
    }
    try {
      insert.run({ ...row, baseline: id })
    } catch (error) {
      const why = (error as Error).message
      throw new OtsiftError('input', `/tables/${name}/${index} cannot be taken: ${why}.`, '', place)
    }
  })
}
