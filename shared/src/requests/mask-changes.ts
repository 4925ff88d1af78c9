import type { MemberActor } from '../identity/actor.ts'
import type { RequestFacts } from '../identity/permissions.ts'
import { sameUserid } from '../kernel/ids.ts'
import { maskPhone } from '../privacy/mask-phone.ts'
import type { FieldChangeView } from './request-schemas.ts'

/** Whoever neither is the person nor was asked to decide sees that a number changed, and not which one it is. */
export function maskChanges(
  actor: MemberActor,
  request: Pick<RequestFacts, 'applicantId' | 'candidates'>,
  changes: readonly FieldChangeView[],
): FieldChangeView[] {
  const isConcerned = [request.applicantId, ...request.candidates].some((userid) => sameUserid(userid, actor.userid))
  return changes.map((change) => (isConcerned || change.field !== 'telephone' ? change : masked(change)))
}

const masked = (change: FieldChangeView): FieldChangeView => ({
  ...change,
  from: maskPhone(change.from),
  to: maskPhone(change.to),
  readBack: change.readBack && { ...change.readBack, value: maskPhone(change.readBack.value) },
})
