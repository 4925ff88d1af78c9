import type { IncidentKind } from '@desk/shared/incidents/incident-states'
import type { ReportedGroup } from '@desk/shared/incidents/incident-schemas'
import type { Messages } from '../../locales/messages.ts'

type Report = { kind: IncidentKind; group: ReportedGroup | null }
type ReportMessages = Pick<Messages['incidents'], 'kinds' | 'ofGroup' | 'violations'>

/** Returns what the reporter chose: the violation on the page of a group, or the kind. */
export const chosenKind = ({ kind, group }: Report, { kinds, violations }: ReportMessages): string =>
  group?.violation ? violations[group.violation] : kinds[kind]

/** Returns the text that represents a report without text: its group and what was chosen. */
export const describeReport = (report: Report, messages: ReportMessages): string => {
  const chosen = chosenKind(report, messages)
  return report.group ? messages.ofGroup(report.group.name, chosen) : chosen
}
