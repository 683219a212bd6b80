// Reads a log without its header into a DuckDB table: node load.mjs DATABASE LOG tsv|json
import { DuckDBInstance } from '@duckdb/node-api'

const [database, log, form] = process.argv.slice(2)
const reader =
  form === 'json'
    ? `read_json('${log}', format = 'newline_delimited')`
    : `read_csv('${log}', delim = '\t', header = false, nullstr = '-')`
const instance = await DuckDBInstance.create(database)
const connection = await instance.connect()
await connection.run(`CREATE TABLE log AS SELECT * FROM ${reader}`)
connection.closeSync()
instance.closeSync()
