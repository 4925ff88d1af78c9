import type { MemberActor } from '../identity/actor.ts'
import type { RequestFacts } from './permissions.ts'
import { sameUserid } from '../kernel/ids.ts'
import { subjectIdOf } from './subject-of.ts'
import { maskMail, maskPhone } from '../privacy/mask-phone.ts'
import { type FieldPolicy, fieldPolicies } from '../info-change/info-field-policies.ts'
import type { FieldChangeView } from './request-schemas.ts'

/**
 * Masks numbers for readers other than the applicant, the person whom it is about and the approvers: they see that a
 * number changed, not which one it is.
 */
export function maskChanges(
  actor: MemberActor,
  request: Pick<RequestFacts, 'applicantId' | 'subjectId' | 'approverIds'>,
  changes: readonly FieldChangeView[],
): FieldChangeView[] {
  const concerned = [request.applicantId, subjectIdOf(request), ...request.approverIds]
  const isConcerned = concerned.some((userid) => sameUserid(userid, actor.userid))
  return isConcerned ? [...changes] : changes.map(masked)
}

const masks = { none: (text: string) => text, phone: maskPhone, mail: maskMail } as const

const policies: Readonly<Partial<Record<string, FieldPolicy>>> = fieldPolicies

function masked(change: FieldChangeView): FieldChangeView {
  const mask = masks[policies[change.field]?.mask ?? 'none']
  return {
    ...change,
    from: mask(change.from),
    to: mask(change.to),
    readBack: change.readBack && { ...change.readBack, value: mask(change.readBack.value) },
  }
}
