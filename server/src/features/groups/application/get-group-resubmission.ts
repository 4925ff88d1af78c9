import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupResubmission } from '@desk/shared/pages/page-schemas'
import type { RequestId } from '@desk/shared/kernel/ids'
import { commandsFor } from '@desk/shared/requests/model/request-flow'
import { CommandRefusedError, InvalidInputError, RequestNotFoundError } from '../../../kernel/app-error.ts'
import { authorize } from '../../../access/authorize.ts'
import { memberNames } from '../../../directory/member-names.ts'
import type { RequestDeps } from '../../requests/model/request-deps.ts'
import { getRequest } from '../../requests/inbox/get-request.ts'
import { findRequest } from '../../requests/model/request-queries.ts'
import { payloadOf } from '../model/group-request.ts'
import { getGroupForm } from './get-group-form.ts'

/** Returns a returned request and the form to correct it. */
export async function getGroupResubmission(
  deps: RequestDeps,
  actor: MemberActor,
  id: RequestId,
): Promise<GroupResubmission> {
  const row = await findRequest(deps.db, actor, id)
  if (!row) throw new RequestNotFoundError()
  authorize(actor, 'request.resubmit', row)
  const request = await getRequest(deps, actor, id)
  if (!commandsFor(row.state).includes('resubmit'))
    throw new CommandRefusedError(row.state, 'resubmit', { current: request, by: null, at: null })
  if (row.kind !== 'group_create')
    throw new InvalidInputError('Not a group request', [{ path: 'id', code: 'kind.other' }])
  const payload = payloadOf(row)
  const people = await memberNames(deps.db, [...payload.members, payload.deputyId])
  return {
    request,
    form: await getGroupForm(deps, actor),
    asked: {
      template: payload.template,
      topic: payload.topic,
      purpose: payload.purpose,
      deputyId: payload.deputyId,
      members: payload.members.map(people),
    },
  }
}
