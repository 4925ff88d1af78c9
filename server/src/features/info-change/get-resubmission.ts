import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid, type RequestId } from '@desk/shared/kernel/ids'
import type { ResubmissionView } from '@desk/shared/pages/page-schemas'
import { infoFields, type InfoChangePayload } from '@desk/shared/info-change/info-change'
import { commandsFor } from '@desk/shared/requests/model/request-flow'
import { CommandRefusedError } from '../requests/request-errors.ts'
import { RequestNotFoundError } from '../../kernel/app-error.ts'
import { authorize } from '../../access/authorize.ts'
import type { SubmitDeps } from '../requests/model/request-deps.ts'
import { getRequest } from '../requests/inbox/get-request.ts'
import { findRequest } from '../requests/model/request-queries.ts'
import { payloadOf } from './requested-changes.ts'
import { getInfoChangeForm } from './get-info-change-form.ts'

/**
 * Returns a returned request with its form, which starts with the requested values and does not conflict with itself.
 */
export async function getResubmission(deps: SubmitDeps, actor: MemberActor, id: RequestId): Promise<ResubmissionView> {
  const row = await findRequest(deps.db, actor, id)
  if (row?.kind !== 'info_change') throw new RequestNotFoundError()
  authorize(actor, 'request.resubmit', row)
  const request = await getRequest(deps, actor, id)
  if (!commandsFor(row.state).includes('resubmit'))
    throw new CommandRefusedError(row.state, 'resubmit', { current: request, by: null, at: null })
  const form = await getInfoChangeForm(deps, actor)
  const { returned } = request
  const again = returned && form.deciders.find(({ userid }) => sameUserid(userid, returned.by.userid))
  return {
    request,
    form: {
      ...form,
      open: form.open?.id === id ? null : form.open,
      deciders: again ? [{ ...again, because: 'returned_before' }] : form.deciders,
    },
    asked: initialValues(payloadOf(row), form.today),
  }
}

/**
 * Returns the values as the form holds them: texts, a department by name and id, and a day only if it is still to come.
 */
function initialValues(payload: InfoChangePayload, today: string): ResubmissionView['asked'] {
  const { department, effectiveOn } = payload
  const texts = infoFields.flatMap((name) => {
    const change = payload[name]
    return change ? [{ name, value: change.to }] : []
  })
  return [
    ...texts,
    ...(department ? [{ name: 'departmentId' as const, value: String(department.toId) }] : []),
    ...(effectiveOn !== undefined && effectiveOn >= today
      ? [{ name: 'effectiveOn' as const, value: effectiveOn }]
      : []),
  ]
}
