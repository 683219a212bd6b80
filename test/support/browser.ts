import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'

/** Where the system has a Chromium; `undefined` where it has none. */
const chromiumPath = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) =>
    ['chromium', 'chromium-browser', 'google-chrome'].map((n) => join(folder, n)),
  )
  .find((path) => existsSync(path))

/** Describes what needs a browser; skipped, saying so, where there is none. */
export const describeInBrowser =
  chromiumPath === undefined
    ? (name: string, _: () => void) => describe.skip(`${name} (needs chromium on PATH)`, skipped)
    : describe

function skipped(): void {
  test('is looked at in a browser', () => undefined)
}

/** A browser without a network. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath ?? '',
    args: ['--no-sandbox', '--disable-background-networking'],
  })
}

/** A page with all that it said and all that it asked for. */
export interface Opened {
  readonly page: Page
  /** Errors and warnings of the console, violations of the content policy among them. */
  readonly complaints: string[]
  /** What it loaded beside itself. */
  readonly requests: string[]
}

/** Opens a file in a new, offline window. */
export async function open(browser: Browser, path: string, hash = ''): Promise<Opened> {
  const context = await browser.newContext({ offline: true })
  const page = await context.newPage()
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => requests.push(request.url()))
  await page.goto(`file://${path}${hash}`)
  return { page, complaints, requests: requests.slice(1) }
}
