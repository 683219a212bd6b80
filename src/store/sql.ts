import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of table and view definitions, beside `src/` and `dist/`. */
const schemas = new URL('../../schemas/', import.meta.url)

/** A piece of SQL with the name of its file. */
export interface SqlFile {
  readonly name: string
  readonly text: string
}

/** The .sql files of a folder under `schemas/`, in order of their names. */
export function schemaFiles(folder: string): SqlFile[] {
  const directory = fileURLToPath(new URL(`${folder}/`, schemas))
  return readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({
      name: basename(name, '.sql'),
      text: readFileSync(`${directory}${name}`, 'utf8'),
    }))
}

/** The text of a .sql file beside the module that asks for it: `statement(import.meta.url, './x.sql')`. */
export function statement(module: string, path: string): string {
  return readFileSync(new URL(path, module), 'utf8')
}
