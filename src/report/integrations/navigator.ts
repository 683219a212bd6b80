import type Database from 'better-sqlite3'
import { type Detector, levels } from '../../detect/detector.js'
import { type Finding, listFindings } from '../findings.js'

/** A technique of a layer. */
interface Technique {
  readonly techniqueID: string
  readonly score: number
  readonly comment: string
  readonly showSubtechniques: boolean
}

const ids = (finding: Finding) => finding.attack_v19.split(',').filter((id) => id !== '')

/**
 * A layer for the ATT&CK Navigator (layer format 4.5): the techniques that are looked for score 0, those that were
 * found 1 (info) to 5 (critical) by their worst open finding.
 */
export function navigatorLayer(db: Database.Database, detectors: readonly Detector[]): string {
  const findings = listFindings(db)
  const blind = new Set(
    db.prepare("SELECT detector FROM v_coverage WHERE status <> 'evaluated'").pluck().all(),
  )
  const known = [
    ...new Set([...detectors.flatMap((each) => each.attack), ...findings.flatMap(ids)]),
  ]
  const layer = {
    name: 'otsift findings',
    versions: { attack: '19', navigator: '5.1.0', layer: '4.5' },
    domain: 'ics-attack',
    description:
      'Worst open finding of each technique: 5 critical, 4 high, 3 medium, 2 low, 1 info; 0 is looked for and not found.',
    sorting: 3,
    gradient: { colors: ['#ffffff', '#ffe766', '#d7191c'], minValue: 0, maxValue: 5 },
    legendItems: [
      { label: 'looked for, not found', color: '#ffffff' },
      { label: 'found', color: '#d7191c' },
    ],
    techniques: known.sort().map((id) => technique(id, findings, detectors, blind)),
  }
  return `${JSON.stringify(layer, null, 2)}\n`
}

function technique(
  id: string,
  findings: readonly Finding[],
  detectors: readonly Detector[],
  blind: ReadonlySet<unknown>,
): Technique {
  const found = findings.filter((each) => ids(each).includes(id))
  const worst = Math.max(-1, ...found.map((each) => levels.indexOf(each.severity)))
  const looking = detectors.filter((each) => each.attack.includes(id)).map((each) => each.id)
  const unseen = looking.filter((each) => blind.has(each))
  return {
    techniqueID: id,
    score: worst + 1,
    comment: [
      `${found.length} ${found.length === 1 ? 'finding' : 'findings'}`,
      ...(looking.length > 0 ? [`detectors: ${looking.join(', ')}`] : []),
      ...(unseen.length > 0 ? [`not evaluated: ${unseen.join(', ')}`] : []),
    ].join('; '),
    showSubtechniques: id.includes('.'),
  }
}
