import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { ManualSheet } from '@desk/shared/info-change/info-change-schemas'
import { type InfoField, infoFields } from '@desk/shared/info-change/info-change'
import { RequestNotFoundError } from '../../kernel/app-error.ts'
import { authorizeRole } from '../../access/authorize.ts'
import type { RequestDeps } from '../requests/model/request-deps.ts'
import { getRequest } from '../requests/inbox/get-request.ts'

const isInfoField = (item: string): item is InfoField => (infoFields as readonly string[]).includes(item)

/** Returns the values to enter manually; the request completes when the read-back shows them. */
export async function getManualEntry(deps: RequestDeps, actor: MemberActor, id: RequestId): Promise<ManualSheet> {
  authorizeRole(actor, 'ops')
  const { no, applicant, changes, followUp } = await getRequest(deps, actor, id)
  if (!followUp) throw new RequestNotFoundError()
  const agreed = changes.filter(({ verdict }) => verdict?.agreed === true)
  const rows = agreed.flatMap(({ field, from, to }) =>
    isInfoField(field) ? [{ field, from, to, isOpen: followUp.openFields.includes(field) }] : [],
  )
  return { id, no, applicant, rows, isOver: !followUp.allowed.includes('sheet') }
}
