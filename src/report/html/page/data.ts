import type {
  ChannelRow,
  ControllerRow,
  DetectorRow,
  FindingRow,
  IncidentRow,
  NormalRow,
  StoryRow,
  Summary,
} from '../model.js'

/** The lines of a data block; none where the report has no such block. */
function lines(id: string): string[] {
  const text = document.getElementById(id)?.textContent ?? ''
  return text.split('\n').filter((line) => line !== '')
}

function rows<Row>(id: string): Row[] {
  return lines(id).map((line) => JSON.parse(line) as Row)
}

/** A value that is read when it is asked for first. */
function lazy<Value>(read: () => Value): () => Value {
  let value: Value | undefined
  return () => {
    value ??= read()
    return value
  }
}

export const summary = rows<Summary>('summary')[0] as Summary
export const findings = rows<FindingRow>('findings')
export const detectors = lazy(
  () => new Map(rows<DetectorRow>('detectors').map((each) => [each.id, each])),
)
export const incidents = lazy(() => rows<IncidentRow>('incidents'))
export const channels = lazy(() => rows<ChannelRow>('channels'))
export const controllers = lazy(() => rows<ControllerRow>('controllers'))
export const normal = lazy(() => rows<NormalRow>('normal'))
export const paths = lazy(() => rows<string>('paths'))

const storyLines = lazy(() => lines('stories'))
const places = new Map(findings.map((each, index) => [each.id, index]))

/** A finding by its id. */
export function finding(id: string): FindingRow | undefined {
  return findings[places.get(id) ?? -1]
}

/** What is told of a finding: one line of many is parsed. */
export function story(id: string): StoryRow {
  return JSON.parse(storyLines()[places.get(id) ?? -1] ?? '') as StoryRow
}

/** States of findings that nobody has to look at any more. */
export function isOpen({ state }: FindingRow): boolean {
  return !['closed', 'accepted', 'suppressed'].includes(state)
}
