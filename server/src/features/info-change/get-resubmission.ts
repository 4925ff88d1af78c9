import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid, type RequestId } from '@desk/shared/kernel/ids'
import type { ResubmissionView } from '@desk/shared/pages/page-schemas'
import { commandsFor } from '@desk/shared/requests/model/request-flow'
import { CommandRefusedError } from '../requests/request-errors.ts'
import { RequestNotFoundError } from '../../kernel/app-error.ts'
import { authorize } from '../../access/authorize.ts'
import type { SubmitDeps } from '../requests/model/request-deps.ts'
import { getRequest } from '../requests/inbox/get-request.ts'
import { findRequest } from '../requests/model/request-queries.ts'
import { requestedValuesOf } from './requested-values.ts'
import { payloadOf } from './requested-changes.ts'
import { getInfoChangeForm } from './get-info-change-form.ts'

/**
 * Returns a returned request with its form, which starts with the requested values and does not show the request itself
 * as an open one.
 */
export async function getResubmission(deps: SubmitDeps, actor: MemberActor, id: RequestId): Promise<ResubmissionView> {
  const row = await findRequest(deps.db, actor, id)
  if (row?.kind !== 'info_change') throw new RequestNotFoundError()
  authorize(actor, 'request.resubmit', row)
  const request = await getRequest(deps, actor, id)
  if (!commandsFor(row.state).includes('resubmit'))
    throw new CommandRefusedError(row.state, 'resubmit', { current: request, by: null, at: null })
  const form = await getInfoChangeForm(deps, actor, row.subjectId === null ? {} : { for: row.subjectId })
  const { returned } = request
  const returner = returned && form.deciders.find(({ userid }) => sameUserid(userid, returned.by.userid))
  return {
    request,
    form: {
      ...form,
      // The time of the answer is not estimated: the clock continues with the time that was left.
      answer: null,
      open: form.open?.id === id ? null : form.open,
      deciders: returner ? [{ ...returner, because: 'returned_before' }] : form.deciders,
    },
    asked: requestedValuesOf(payloadOf(row), form.today),
  }
}
