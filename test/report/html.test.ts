import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Browser } from 'playwright-core'
import { learn } from '../../src/baseline/learn.js'
import { loadDetectors } from '../../src/detect/load.js'
import { detect } from '../../src/findings/detect.js'
import { ingest } from '../../src/ingest/run.js'
import { htmlReport } from '../../src/report/html/report.js'
import { openStore } from '../../src/store/database.js'
import { describeInBrowser, launch, open } from '../support/browser.js'
import { logs, modbus, polls, siteStart } from '../support/site.js'
import { directoryWith } from '../support/temporary.js'

const late = 24 * 3600
const write = (at: number, address: number, change = {}) =>
  modbus(at, { func: 'WRITE_SINGLE_REGISTER', address, quantity: 1, ...change })
const stranger = { uid: 'C7', 'id.orig_h': '10.0.0.9' }
const detectors = loadDetectors()

/** A day that is learned, then an hour in which a stranger reads, writes and stops listening. */
async function report(change: (db: ReturnType<typeof openStore>) => void = () => undefined) {
  const directory = directoryWith(
    logs({
      modbus: [
        ...polls(0, 25),
        write(600, 40),
        ...Array.from({ length: 40 }, (_, at) => write(late + 60 + at, 7, stranger)),
      ],
    }),
  )
  const db = openStore(':memory:')
  await ingest(db, [join(directory, 'modbus_detailed.log')])
  learn(db, { name: 'main', minimum: 20, to: siteStart + late })
  await detect(db, { detectors })
  change(db)
  const path = join(directory, 'report.html')
  writeFileSync(path, [...htmlReport(db, detectors)].join(''))
  const count = db.prepare('SELECT count(*) FROM v_findings').pluck().get() as number
  const worst = db
    .prepare("SELECT id FROM v_findings WHERE detector = 'modbus-write-flood'")
    .pluck()
    .get() as string
  db.close()
  return { path, count, worst }
}

/** An escape, an override, an isolate and the Arabic mark. */
const marks = ['\u001b', '\u202e', '\u2066', '\u061c']

const places = [
  'summary',
  'findings',
  'incidents',
  'map',
  'controllers',
  'traffic',
  'coverage',
] as const

describeInBrowser('the HTML report', () => {
  let browser: Browser
  let made: Awaited<ReturnType<typeof report>>
  const inside = () => [
    ...places.map((place) => `#${place}`),
    `#finding/${made.worst}`,
    '#controller/default/10.0.0.2',
    '#channel/default/modbus/10.0.0.1/10.0.0.2',
  ]

  beforeAll(async () => {
    browser = await launch()
    made = await report()
  })
  afterAll(() => browser.close())

  test('opens offline, asks for nothing, and has nothing to complain about', async () => {
    for (const hash of inside()) {
      const { page, complaints, requests } = await open(browser, made.path, hash)
      expect(await page.locator('h1').count()).toBe(1)
      expect([hash, complaints, requests]).toEqual([hash, [], []])
      await page.context().close()
    }
  })

  test('lets no script in that it did not bring', async () => {
    const { page, complaints } = await open(browser, made.path)
    await page.evaluate(`
      const script = document.createElement('script')
      script.textContent = 'document.title = "owned"'
      document.body.append(script)
    `)
    expect(await page.title()).not.toBe('owned')
    expect(complaints.join()).toMatch(/Content Security Policy/)
  })

  test('filters findings by severity, words and detector', async () => {
    const { page } = await open(browser, made.path, '#findings')
    const items = page.locator('.findings > li')
    expect(await items.count()).toBe(made.count)
    await page.locator('.chip.critical').click()
    const critical = await page.locator('.findings > li.critical').count()
    expect(critical).toBeGreaterThan(0)
    expect(await items.count()).toBe(critical)
    await page.locator('.chip.critical').click()
    await page.locator('select').nth(1).selectOption('modbus-write-flood')
    expect(await items.count()).toBe(1)
    await page.locator('select').nth(1).selectOption('')
    await page.fill('#search', 'flood 10.0.0.9')
    expect(await items.count()).toBe(1)
    await page.fill('#search', 'no such thing')
    expect(await items.count()).toBe(0)
  })

  test('tells of a finding: its rows, normal against seen, what to check, its packets, its query', async () => {
    const { page } = await open(browser, made.path, `#finding/${made.worst}`)
    const text = (await page.locator('main').textContent()) ?? ''
    expect(text).toContain('modbus_detailed.log:')
    expect(text).toContain('The baseline does not know this pair of hosts')
    expect(text).toContain('What to check')
    expect(text).toContain('host 10.0.0.9 and host 10.0.0.2 and port 502')
    expect(text).toContain('SELECT')
  })

  test('tells of a controller: its clients, what is written with values, what changed', async () => {
    const { page } = await open(browser, made.path, '#controller/default/10.0.0.2')
    const text = (await page.locator('main').textContent()) ?? ''
    expect(text).toContain('New client 10.0.0.9')
    expect(text).toContain('unit 1, holding register 7')
    expect(text).toContain('Commands per day')
  })

  test('marks the new link in the map', async () => {
    const { page } = await open(browser, made.path, '#map')
    expect(await page.locator('.map .fresh').count()).toBe(1)
    expect(await page.locator('.map a:has(.fresh)').getAttribute('aria-label')).toContain(
      '10.0.0.9',
    )
  })

  test('is used with the keyboard: / searches, j goes to the next finding', async () => {
    const { page } = await open(browser, made.path, '#findings')
    await page.keyboard.press('/')
    await page.keyboard.type('flood')
    expect(await page.locator('.findings > li').count()).toBe(1)
    await page.keyboard.press('Escape')
    await page.keyboard.press('j')
    await page.waitForURL(`**#finding/${made.worst}`)
  })

  test.each([
    ['light', {}],
    ['dark', { runOnly: ['color-contrast'] }],
  ] as const)('has no serious violation for axe in %s', async (colorScheme, options) => {
    const { page } = await open(browser, made.path)
    await page.emulateMedia({ colorScheme })
    await page.evaluate(axe.source)
    for (const hash of inside()) {
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
      const { violations } = (await page.evaluate(
        `axe.run(document, ${JSON.stringify(options)})`,
      )) as axe.AxeResults
      const serious = violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
      expect([hash, serious]).toEqual([hash, []])
    }
  })

  test('shows hostile text of a log as text, wherever it stands', async () => {
    const hostile =
      '</script><script>document.title="owned"</script><img src=x onerror="document.title=\'owned\'">=cmd|\'/c calc\'!A1\u001b[31m\u202eevil\u2066\u061c'
    const { path } = await report((db) => {
      db.exec('PRAGMA foreign_keys = OFF')
      for (const [table, columns] of [
        ['finding', ['title', 'message', 'client', 'server', 'sensor', 'protocol', 'attack_v19']],
        ['incident', ['message', 'client', 'server', 'sensor']],
        ['evidence', ['uid', 'summary']],
        ['ingest_file', ['path', 'sensor', 'log']],
        ['channel', ['client', 'server', 'sensor', 'protocol']],
        ['detector_run', ['reason']],
        ['baseline_channel', ['client', 'server', 'sensor', 'protocol']],
        ['source_hour', ['sensor', 'protocol']],
      ] as const) {
        for (const column of columns) {
          db.prepare(`UPDATE OR IGNORE ${table} SET ${column} = ?`).run(hostile)
        }
      }
    })
    const word = encodeURIComponent(
      marks.reduce((text, mark) => text.replaceAll(mark, '?'), hostile),
    )
    for (const hash of [
      ...places.map((place) => `#${place}`),
      `#finding/${made.worst}`,
      `#controller/${word}/${word}`,
      `#channel/${word}/${word}/${word}/${word}`,
    ]) {
      const { page, complaints, requests } = await open(browser, path, hash)
      expect([hash, complaints, requests]).toEqual([hash, [], []])
      expect(await page.title()).not.toBe('owned')
      const text = (await page.locator('main').textContent()) ?? ''
      expect(marks.filter((mark) => text.includes(mark))).toEqual([])
      if (hash !== '#map') expect(text).toContain('<img src=x')
      expect(await page.locator('main img, main script').count()).toBe(0)
      await page.context().close()
    }
  })
})
