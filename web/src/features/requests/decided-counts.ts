import { sameUserid } from '@desk/shared/kernel/same-userid'
import type { RequestView } from '@desk/shared/requests/request-schemas'

/**
 * Returns what the approver named on the page approved and refused: in a second step, without what the first step
 * refused. All verdicts count where the timeline does not have their decision.
 */
export function decidedCounts({ timeline, changes, decidedBy }: RequestView): { agreed: number; refused: number } {
  const decision = timeline.findLast(
    ({ type, actor }) => type === 'decided' && actor && decidedBy && sameUserid(actor.userid, decidedBy.userid),
  )
  const count = (agreed: boolean) => changes.filter(({ verdict }) => verdict?.agreed === agreed).length
  return { agreed: decision?.details.agreed ?? count(true), refused: decision?.details.refused ?? count(false) }
}
