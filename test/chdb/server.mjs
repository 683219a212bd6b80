// ClickHouse behind its own HTTP interface, as far as @clickhouse/client uses it, out of chdb: a data directory
// as the only argument, the port on standard output. One query at a time, as settings belong to the session.
import { createServer } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { Session } from 'chdb'

const session = new Session(process.argv[2])
const reserved =
  /^(database|query|query_id|default_format|session_id|role|param_.*|wait_end_of_query)$/
const overHttpOnly = /^(http_|enable_http|send_progress)/
let queue = Promise.resolve()

const server = createServer((request, response) => {
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('end', () => {
    const body = Buffer.concat(parts)
    queue = queue.then(() => answer(request, body, response))
  })
})

async function answer(request, raw, response) {
  const url = new URL(request.url, 'http://localhost')
  if (url.pathname === '/ping') return void response.end('Ok.\n')
  const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw
  const query = url.searchParams.get('query')
  const text = query === null ? body.toString() : `${query}\n${body.toString()}`
  const entries = [...url.searchParams]
  const settings = entries.filter(([name]) => !reserved.test(name) && !overHttpOnly.test(name))
  const params = entries.filter(([name]) => name.startsWith('param_'))
  try {
    const database = url.searchParams.get('database') ?? 'default'
    if (!/^CREATE DATABASE/.test(text)) await session.queryAsync(`USE \`${database}\``)
    for (const [name, value] of settings)
      await session.queryAsync(`SET ${name} = '${value.replaceAll("'", "''")}'`)
    const values = Object.fromEntries(params.map(([name, value]) => [name.slice(6), value]))
    const result =
      params.length > 0
        ? await session.queryBindAsync(text, values)
        : await session.queryAsync(text)
    response.setHeader('content-type', 'text/plain; charset=utf-8')
    response.end(Buffer.from(result.bytes()))
  } catch (error) {
    const code = /Code: (\d+)/.exec(error.message)?.[1] ?? '0'
    response.statusCode = 500
    response.setHeader('x-clickhouse-exception-code', code)
    response.end(error.message)
  } finally {
    for (const [name] of settings)
      await session.queryAsync(`SET ${name} = DEFAULT`).catch(() => undefined)
  }
}

server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`))
