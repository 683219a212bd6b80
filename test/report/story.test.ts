import { showFinding } from '../../src/report/findings.js'
import { findingStory } from '../../src/report/story.js'
import { emptyStore } from '../support/store.js'
import { addFinding } from '../support/told.js'

/** The story of a finding with so many bursts, the first of which has so many rows. */
function story(bursts: number, rows = 0): string {
  const db = emptyStore()
  addFinding(db, 'f1', { count: 45, at: 1000 })
  for (let each = 2; each <= bursts; each++) {
    db.prepare("INSERT INTO finding_event VALUES ('f1', ?, ?, 45, 'high', '', NULL)").run(
      each * 1000,
      each * 1000,
    )
  }
  for (let line = 1; line <= rows; line++) {
    db.prepare("INSERT INTO evidence VALUES ('f1', 1000, 1000, 1, ?, 'C1', 'x')").run(line)
  }
  const around = { normal: '', packets: undefined, triage: '', query: undefined }
  return findingStory(showFinding(db, 'f1'), undefined, around)
}

test('bursts beyond those that are shown are counted', () => {
  expect(story(5)).not.toContain('more burst')
  expect(story(6)).toContain('and 1 more burst\n')
  expect(story(8)).toContain('and 3 more bursts\n')
})

test('a burst with as many rows as are kept says that they are the first', () => {
  expect(story(1, 20)).toContain(': 45, its first 20 rows\n')
  expect(story(1, 19)).not.toContain('its first')
})
