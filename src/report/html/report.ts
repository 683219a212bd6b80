import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type Database from 'better-sqlite3'
import type { Detector } from '../../detect/detector.js'
import { isOpen, listFindings } from '../findings.js'
import { channels } from './channels.js'
import { controllers } from './controllers.js'
import { block } from './embed.js'
import type { DetectorRow } from './model.js'
import { normal } from './normal.js'
import { findingRow, incidentRows, stories } from './stories.js'
import { summaryOf } from './summary.js'

/** The built page, beside `schemas/` from `src/` and `dist/` alike. */
const page = (name: string) =>
  readFileSync(new URL(`../../../dist/report/html/page/${name}`, import.meta.url), 'utf8')

/** The hash by which a content policy knows an inline script or style (CSP Level 3, section 8.1). */
const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/**
 * Everything that was found as one page that needs no network: style, script and data are in it, and its content
 * policy lets nothing else in. It comes in pieces, so that no report has to fit into memory.
 */
export function* htmlReport(
  db: Database.Database,
  detectors: readonly Detector[],
): Generator<string> {
  const style = page('style.css')
  const script = page('script.js')
  const findings = listFindings(db, true)
  const summary = summaryOf(db, findings.filter(isOpen))
  const paths = new Map<string, number>()
  yield head(style, script)
  yield* block('summary', [summary])
  yield* block('detectors', named(detectors, new Set(findings.map((each) => each.detector))))
  yield* block('findings', findings.map(findingRow))
  yield* block('incidents', incidentRows(db))
  yield* block('stories', stories(db, findings, detectors, paths))
  yield* block('paths', paths.keys())
  yield* block('normal', normal(db))
  yield* block('channels', channels(db, summary))
  yield* block('controllers', controllers(db, summary))
  yield `<script>${script}</script>\n</body>\n</html>\n`
}

/** Detectors with findings, as they tell of themselves. */
function named(detectors: readonly Detector[], found: ReadonlySet<string>): DetectorRow[] {
  return detectors
    .filter((each) => found.has(each.id))
    .map(({ id, title, level, falsepositives, sql }) => ({ id, title, level, falsepositives, sql }))
}

function head(style: string, script: string): string {
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>otsift report</title>
<style>${style}</style>
</head>
<body>
<noscript><p>This report is drawn by a script that is part of it. Where none may run, ask for
<code>otsift report --format md</code> instead.</p></noscript>
<div id="page"></div>
`
}
