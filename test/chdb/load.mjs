// Reads a log without its header into a ClickHouse table: node load.mjs DIRECTORY LOG tsv|json
import { Session } from 'chdb'

const [directory, log, form] = process.argv.slice(2)
const session = new Session(directory)
const format = form === 'json' ? 'JSONEachRow' : 'TabSeparated'
session.query('CREATE DATABASE bench')
session.query(
  `CREATE TABLE bench.log ENGINE = MergeTree ORDER BY tuple()
  AS SELECT * FROM file('${log}', '${format}') SETTINGS schema_inference_make_columns_nullable = 1`,
)
session.cleanup()
