import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { Messages } from '../../locales/messages.ts'
import { deputyCandidates } from './deputy-candidates.ts'

/** Secondary actions on a group, in the order of the action sheet. */
export type GroupAct = 'renew' | 'appoint' | 'report' | 'request' | 'archive'

type ActChoice = { value: GroupAct; title: string; sub?: string; isDanger?: boolean }

/** Returns the actions that this viewer may perform now, each with its consequence. */
export function groupActs(group: GroupView, messages: Messages['groups']['one']): ActChoice[] {
  const can = (command: GroupView['allowed'][number]) => group.allowed.includes(command)
  const mayAppoint = can('appoint') && deputyCandidates(group).length > 0
  const acts: (ActChoice | false)[] = [
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
    can('report') && group.reportTo.length > 0 && { value: 'report', title: messages.report, sub: messages.reportHint },
    group.requestId !== null && { value: 'request', title: messages.seeRequest },
    can('archive') && { value: 'archive', title: messages.archive, sub: messages.archiveSub, isDanger: true },
  ]
  return acts.filter((act) => act !== false)
}
