import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { ReporterSeenBy, ReportRecipient } from '@desk/shared/groups/group-states'
import type { Messages } from '../../locales/messages.ts'
import { deputyCandidates } from './deputy-candidates.ts'

/** Secondary actions on a group, in the order of the action sheet. */
export type GroupAction = 'renew' | 'appoint' | 'report' | 'request' | 'archive'

type ActionChoice = { value: GroupAction; title: string; sub?: string; isDanger?: boolean }

/** Returns who may see the name of a member who reports a violation to this recipient. */
export const nameSeenBy = (to: ReportRecipient, byOps: ReporterSeenBy): ReporterSeenBy =>
  to === 'ops' ? byOps : 'nobody'

/** Returns the actions that this viewer may perform now. */
export function groupActions(group: GroupView, messages: Messages['groups']['detail']): ActionChoice[] {
  const can = (command: GroupView['allowed'][number]) => group.allowed.includes(command)
  const mayAppoint = can('appoint') && deputyCandidates(group).length > 0
  const actions: (ActionChoice | false)[] = [
    can('renew') && {
      value: 'renew',
      title: messages.renew,
      ...(group.expiresOn === null ? {} : { sub: messages.expiring(group.expiresOn) }),
    },
    mayAppoint && {
      value: 'appoint',
      title: group.deputy === null ? messages.appoint : messages.appointAgain,
      sub: messages.appointSub,
    },
    can('report') &&
      group.reportTo.length > 0 && {
        value: 'report',
        title: messages.report,
        sub: messages.reportHint[group.reporterSeenBy],
      },
    group.requestId !== null && { value: 'request', title: messages.seeRequest },
    can('archive') && { value: 'archive', title: messages.archive, sub: messages.archiveSub, isDanger: true },
  ]
  return actions.filter((action) => action !== false)
}
