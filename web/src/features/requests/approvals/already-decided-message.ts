import { sameUserid } from '@desk/shared/kernel/same-userid'
import type { MemberRef } from '@desk/shared/directory/member-ref'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { approverName } from '../../../locales/request-labels.ts'
import { timeOrDay } from '../../../locales/time-or-day.ts'
import type { Messages } from '../../../locales/messages.ts'
import { decidedCounts } from '../decided-counts.ts'

/**
 * Explains to an approver who came too late who decided, returned or withdrew the request and when, or who decides now.
 * Null: the viewer can still decide, or the request does not say it.
 */
export function alreadyDecidedMessage(
  messages: Messages['requests'],
  { row, taken }: Messages['approvals'],
  view: RequestView,
  viewer: string,
  now: string,
): string | null {
  const timeOf = (instant: string) => timeOrDay(instant, now, messages.day)
  const nameOf = ({ userid, name }: MemberRef) => (sameUserid(userid, viewer) ? row.you : name)
  switch (view.state) {
    case 'draft':
      return null
    case 'open': {
      if (view.allowed.includes('decide')) return null
      const { deciders } = view
      return deciders.length > 0 ? taken.moved(deciders.map((approver) => approverName(messages, approver))) : null
    }
    case 'returned': {
      const { returned } = view
      return returned && taken.returned(nameOf(returned.by), timeOf(returned.at))
    }
    case 'withdrawn': {
      const last = view.timeline.findLast(({ type }) => type === 'withdrawn')
      return last ? taken.withdrawn(nameOf(last.actor ?? view.applicant), timeOf(last.at)) : null
    }
    case 'decided':
    case 'executing':
    case 'done':
    case 'failed':
    case 'refused': {
      const { decidedBy, decidedFor, decidedAt } = view
      if (!decidedBy || decidedAt === null) return null
      const who = decidedFor ? messages.inPlaceOf(nameOf(decidedBy), decidedFor.name) : nameOf(decidedBy)
      const { agreed, refused } = decidedCounts(view)
      const verdict = messages.kindDetails[view.kind].decided(agreed, refused)
      return taken.decided(who, timeOf(decidedAt), verdict)
    }
  }
}
