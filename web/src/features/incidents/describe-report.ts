import type { IncidentKind } from '@desk/shared/incidents/incident-states'
import type { ReportedGroup } from '@desk/shared/incidents/incident-schemas'
import type { Messages } from '../../locales/messages.ts'

type Report = { kind: IncidentKind; group: ReportedGroup | null }
type Words = Pick<Messages['incidents'], 'kinds' | 'ofGroup' | 'violations'>

/** Returns what the reporter chose: the violation on the page of a group, or the kind. */
export const chosenKind = ({ kind, group }: Report, { kinds, violations }: Words): string =>
  group?.violation ? violations[group.violation] : kinds[kind]

/** Returns the text that represents a report without text: its group and what was chosen. */
export const describeReport = (report: Report, words: Words): string => {
  const chosen = chosenKind(report, words)
  return report.group ? words.ofGroup(report.group.name, chosen) : chosen
}
