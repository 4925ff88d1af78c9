import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { ManualSheet } from '@desk/shared/info-change/info-change-schemas'
import { type InfoField, infoFields } from '@desk/shared/info-change/info-change'
import { subjectOf } from '@desk/shared/requests/subject-of'
import { RequestNotFoundError } from '../../../kernel/app-error.ts'
import { authorizeRole } from '../../../access/authorize.ts'
import type { RequestDeps } from '../../requests/model/request-deps.ts'
import { getRequest } from '../../requests/inbox/get-request.ts'
import { type RequestRow, requireVisibleRequest } from '../../requests/model/request-queries.ts'
import { departmentLabel } from '../current-values.ts'
import { payloadOf } from '../requested-changes.ts'

const isInfoField = (item: string): item is InfoField => (infoFields as readonly string[]).includes(item)

/** Returns the values to enter manually; the request completes when the read-back shows them. */
export async function getManualEntry(deps: RequestDeps, actor: MemberActor, id: RequestId): Promise<ManualSheet> {
  authorizeRole(actor, 'ops')
  const request = await getRequest(deps, actor, id)
  const { no, changes, followUp } = request
  if (!followUp) throw new RequestNotFoundError()
  const department = await presentDepartment(deps, await requireVisibleRequest(deps.db, actor, id))
  const agreed = changes.filter(({ verdict }) => verdict?.agreed === true)
  const rows = agreed.flatMap(({ field, from, to }) => {
    if (!isInfoField(field)) return []
    return [{ field, from, to, ...(field === 'department' && department), isOpen: followUp.openFields.includes(field) }]
  })
  // The department of a request is that of the person whom it is about.
  const member = { ...subjectOf(request), department: request.applicant.department }
  return { id, no, member, rows, isOver: !followUp.allowed.includes('sheet') }
}

/** Returns the departments of the change by their present names, as the console of WeCom shows them; null: it has none. */
async function presentDepartment(
  { db }: Pick<RequestDeps, 'db'>,
  request: RequestRow,
): Promise<{ from: string; to: string } | null> {
  const { department } = payloadOf(request)
  if (!department) return null
  const { from, to, fromId, toId } = department
  const [presentFrom, presentTo] = [await departmentLabel(db, fromId), await departmentLabel(db, toId)]
  // A department that was deleted keeps the name that it had.
  return { from: presentFrom || from, to: presentTo || to }
}
