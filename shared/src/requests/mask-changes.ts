import type { MemberActor } from '../identity/actor.ts'
import type { RequestFacts } from './permissions.ts'
import { holdsRole } from '../identity/role-rules.ts'
import { sameUserid } from '../kernel/ids.ts'
import { subjectIdOf } from './subject-of.ts'
import { maskMail, maskPhone } from '../privacy/mask-phone.ts'
import type { RequestTypeDefinition, ValueMask } from './model/define-request-type.ts'
import type { FieldChangeView } from './request-schemas.ts'
import { requestTypes } from './types/index.ts'
import { whoActsNext } from './who-acts-next.ts'

type MaskedRequest = Pick<RequestFacts, 'kind' | 'applicantId' | 'subjectId' | 'approverIds'> &
  Parameters<typeof whoActsNext>[0]

/**
 * Masks numbers and addresses for readers other than the applicant, the person whom the request is about and the approvers:
 * they see that a value changes, and not what it is. The management department reads the values while it has a manual task:
 * it enters or compares them.
 */
export function maskChanges(
  actor: MemberActor,
  request: MaskedRequest,
  changes: readonly FieldChangeView[],
): FieldChangeView[] {
  const concerned = [request.applicantId, subjectIdOf(request), ...request.approverIds]
  const isConcerned = concerned.some((userid) => sameUserid(userid, actor.userid))
  if (isConcerned || hasManualTask(actor, request)) return [...changes]
  const { masks = {} }: Pick<RequestTypeDefinition, 'masks'> = requestTypes[request.kind]
  return changes.map((change) => maskChange(change, masks[change.field] ?? 'none'))
}

function hasManualTask(actor: MemberActor, request: MaskedRequest): boolean {
  const next = whoActsNext(request)
  return (next === 'ops' || next === 'ops_but_applicant') && holdsRole(actor, 'ops')
}

const maskBy = { none: (text: string) => text, phone: maskPhone, mail: maskMail } as const

function maskChange(change: FieldChangeView, name: ValueMask): FieldChangeView {
  const mask = maskBy[name]
  return {
    ...change,
    from: mask(change.from),
    to: mask(change.to),
    readBack: change.readBack && { ...change.readBack, value: mask(change.readBack.value) },
  }
}
