import { sameUserid } from '@desk/shared/kernel/same-userid'
import type { RequestView } from '@desk/shared/requests/request-schemas'

/**
 * Counts the changes that the last approver agreed to and refused: in a second step, without those that the first step
 * refused. Without a decision of theirs in the timeline, the verdicts on all changes are counted.
 */
export function decidedCounts({ timeline, changes, decidedBy }: RequestView): { agreed: number; refused: number } {
  const decision = timeline.findLast(
    ({ type, actor }) => type === 'decided' && actor && decidedBy && sameUserid(actor.userid, decidedBy.userid),
  )
  const count = (agreed: boolean) => changes.filter(({ verdict }) => verdict?.agreed === agreed).length
  return { agreed: decision?.details.agreed ?? count(true), refused: decision?.details.refused ?? count(false) }
}
