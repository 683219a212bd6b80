import { basename, extname } from 'node:path'
import type Database from 'better-sqlite3'
import { savedQueries } from '../saved-queries.js'

/** Metadata for Datasette: the saved queries with their questions, and the tables behind the views hidden. */
export function datasetteMetadata(db: Database.Database): string {
  const names = (type: string) =>
    db
      .prepare('SELECT name FROM sqlite_schema WHERE type = ? ORDER BY name')
      .pluck()
      .all(type) as string[]
  const hidden = names('table').filter((name) => !name.startsWith('sqlite_'))
  const metadata = {
    title: 'otsift',
    description:
      'Findings in the Modbus, DNP3 and S7comm logs of a Zeek sensor, and the traffic they are made of.',
    databases: {
      [basename(db.name, extname(db.name))]: {
        description: 'Begin with v_findings, or with one of the queries.',
        queries: Object.fromEntries(
          savedQueries().map(({ name, question, sql }) => [name, { title: question, sql }]),
        ),
        tables: Object.fromEntries(hidden.map((name) => [name, { hidden: true }])),
      },
    },
  }
  return `${JSON.stringify(metadata, null, 2)}\n`
}
