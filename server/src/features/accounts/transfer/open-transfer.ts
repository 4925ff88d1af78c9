import { isHandedOver } from '@desk/shared/accounts/close/closing-flow'
import type { ClosingView, OpenTransferBody } from '@desk/shared/accounts/close/closing-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { infoChange, type InfoChangePayload, lastEffectiveDay } from '@desk/shared/info-change/info-change'
import { sameUserid } from '@desk/shared/kernel/ids'
import { instantOf } from '@desk/shared/kernel/working-calendar'
import type { MemberRow } from '../../../access/actor-queries.ts'
import { today } from '../../../access/grant-conditions.ts'
import type { Tx } from '../../../db/database.ts'
import { departmentLabel } from '../../info-change/current-values.ts'
import { departmentPath } from '../../requests/approvers/people-queries.ts'
import { submitWithin } from '../../requests/commands/submit-request.ts'
import type { SubmitDeps } from '../../requests/model/request-deps.ts'
import { settlePhase, toItems } from '../close/change-closing.ts'
import type { ClosingDeps } from '../close/closing-deps.ts'
import { invalid } from '../close/closing-errors.ts'
import { adminsFor, notifyOfClosing } from '../close/closing-notices.ts'
import { type ClosingRow, insertClosing } from '../close/closing-queries.ts'
import { openOnce, peopleOfClosing } from '../close/open-closing.ts'
import { recordClosing } from '../close/record-closing.ts'
import { findEnding } from './ending-duties.ts'

export type TransferDeps = ClosingDeps & SubmitDeps

/**
 * Opens a transfer: requests the change of department and position for its day, and finds what the person holds that ends
 * with the old department. The account stays enabled throughout.
 *
 * @throws ClosingRefusedError `already_open`, NotFoundError when the caller may not open one, InvalidInputError when the
 * member is unknown or is the caller, or the day is past or too far ahead; what submitting the change throws
 */
export const openTransfer = (deps: TransferDeps, caller: MemberActor, body: OpenTransferBody): Promise<ClosingView> =>
  openOnce(deps, caller, (tx) => open(deps, tx, caller, body))

async function open(deps: TransferDeps, tx: Tx, caller: MemberActor, body: OpenTransferBody): Promise<ClosingRow> {
  const { actor, subject } = await peopleOfClosing(deps, tx, caller, body.subjectId)
  const day = today(deps)
  if (body.effectiveOn < day) throw invalid('effectiveOn', 'day.past')
  if (body.effectiveOn > lastEffectiveDay(day)) throw invalid('effectiveOn', 'info.day_far')
  const id = deps.ids.next('closing')
  const payload = await changeOf(tx, subject, body)
  // Lock order, as everywhere: members before other rows.
  const change = await submitWithin(deps, tx, actor, { kind: 'info_change', payload, idempotencyKey: `transfer-${id}` })
  const from = await departmentPath(tx, subject.mainDepartmentId)
  const ending = payload.department
    ? await findEnding(tx, subject.userid, { from, to: await departmentPath(tx, body.departmentId) })
    : []
  const row = await insertClosing(
    tx,
    {
      id,
      subjectId: subject.userid,
      departmentPath: [...from],
      kind: 'transfer',
      phase: 'preparing',
      version: 1,
      lastDay: body.effectiveOn,
      disableAt: instantOf(deps.site.timeZone, body.effectiveOn, 0),
      openedBy: actor.userid,
      openedAt: deps.clock.now(),
      changeId: change.id,
    },
    toItems(deps, id, ending),
  )
  const details = { kind: row.kind, day: body.effectiveOn, request: change.id, items: ending.length }
  await recordClosing(deps, tx, row, 'opened', { actor, details })
  // The admins decide about the change, and are notified that there is something to hand over.
  if (ending.some(({ kind }) => isHandedOver(kind))) {
    const admins = (await adminsFor(deps, tx, row)).filter((userid) => !sameUserid(userid, actor.userid))
    await notifyOfClosing(deps, tx, row, 'transfer.opened', admins)
  }
  return settlePhase(deps, tx, id)
}

/**
 * Returns what the request changes.
 *
 * @throws InvalidInputError when nothing changes, the department does not exist, or a request cannot contain its name
 */
async function changeOf(tx: Tx, subject: MemberRow, body: OpenTransferBody): Promise<InfoChangePayload> {
  const { mainDepartmentId: fromId } = subject
  const isMoving = body.departmentId !== fromId
  const hasNewPosition = body.position !== undefined && body.position !== subject.position
  if (!isMoving && !hasNewPosition) throw invalid('departmentId', 'transfer.unchanged')
  const to = await departmentLabel(tx, body.departmentId)
  if (to === '') throw invalid('departmentId', 'info.department_gone')
  const change: InfoChangePayload = {
    subjectId: subject.userid,
    effectiveOn: body.effectiveOn,
    ...(isMoving
      ? { department: { from: await departmentLabel(tx, fromId), to, fromId, toId: body.departmentId } }
      : {}),
    ...(hasNewPosition ? { position: { from: subject.position, to: body.position ?? '' } } : {}),
  }
  if (!infoChange.payload.safeParse(change).success) throw invalid('departmentId', 'transfer.department_name')
  return change
}
