import { CLOSING_HOUR } from '@desk/shared/accounts/close/closing-flow'
import { mayOpenClosing } from '@desk/shared/accounts/close/may-open-closing'
import type { ClosingView, OpenClosingBody } from '@desk/shared/accounts/close/closing-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import { instantOf } from '@desk/shared/kernel/working-calendar'
import type { Tx } from '../../../db/database.ts'
import { isUniqueViolation } from '../../../db/errors.ts'
import { findMemberRow, type MemberRow } from '../../../access/actor-queries.ts'
import { actorNow } from '../../../access/current-actor.ts'
import { today } from '../../../access/grant-conditions.ts'
import { LEFT } from '../../../directory/member-drift.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import { departmentPath } from '../../requests/approvers/people-queries.ts'
import { callOffChange } from './call-off-change.ts'
import { settlePhase, toItems } from './change-closing.ts'
import type { ClosingDeps } from './closing-deps.ts'
import { ClosingRefusedError, invalid } from './closing-errors.ts'
import { adminsFor, confirmersOf, isLastLead, notifyOfClosing, rolesOfOpener } from './closing-notices.ts'
import { type ClosingRow, findOpenClosingOf, insertClosing, listItems, lockClosing } from './closing-queries.ts'
import { getClosing } from './get-closing.ts'
import { endOffers } from './handover-offers.ts'
import { planCustomerCount } from './jobs/access-handler.ts'
import { findHeld } from './held-queries.ts'
import { moveClosing, recordClosing } from './record-closing.ts'

/** Returns when the account of a leaver is disabled. */
export const disableAt = ({ site }: Pick<DayDeps, 'site'>, lastDay: string): Date =>
  instantOf(site.timeZone, lastDay, CLOSING_HOUR * 60)

/**
 * Opens the closing of an account and finds what the leaver holds. An emergency opened by HR waits for the lead of the
 * management department, and one opened by the lead waits for HR; then it takes effect at once.
 *
 * @throws ClosingRefusedError `already_open` or `last_lead`, NotFoundError when the caller may not open one,
 * InvalidInputError when the member is unknown or is the caller, or the last day is past
 */
export const openClosing = (deps: ClosingDeps, caller: MemberActor, body: OpenClosingBody): Promise<ClosingView> =>
  openOnce(deps, caller, (tx) => open(deps, tx, caller, body))

/**
 * Opens a closing or a transfer. A person has at most one open at a time.
 *
 * @throws ClosingRefusedError `already_open`
 */
export async function openOnce(
  deps: ClosingDeps,
  caller: MemberActor,
  open: (tx: Tx) => Promise<ClosingRow>,
): Promise<ClosingView> {
  const row = await deps.db.transaction(open).catch((error: unknown) => {
    if (isUniqueViolation(error, 'account_closings_open_key')) throw new ClosingRefusedError('already_open')
    throw error
  })
  deps.failPoints.hit('closing.committed')
  return getClosing(deps, caller, row.id)
}

/**
 * Returns who opens a closing, with their current roles, and the member whom it is about.
 *
 * @throws NotFoundError when the caller may not open one, InvalidInputError when the member is unknown or is the caller
 */
export async function peopleOfClosing(
  deps: ClosingDeps,
  tx: Tx,
  caller: MemberActor,
  subjectId: string,
): Promise<{ actor: MemberActor; subject: MemberRow }> {
  const actor = await actorNow(deps, tx, caller)
  if (!mayOpenClosing(actor)) throw new NotFoundError()
  const subject = await findMemberRow(tx, subjectId)
  if (!subject || subject.status === LEFT) throw invalid('subjectId', 'member.unknown')
  if (sameUserid(subject.userid, actor.userid)) throw invalid('subjectId', 'closing.oneself')
  return { actor, subject }
}

async function open(deps: ClosingDeps, tx: Tx, caller: MemberActor, body: OpenClosingBody): Promise<ClosingRow> {
  const { actor, subject } = await peopleOfClosing(deps, tx, caller, body.subjectId)
  const day = today(deps)
  const lastDay = body.kind === 'emergency' ? null : body.lastDay
  if (lastDay !== null && lastDay < day) throw invalid('lastDay', 'day.past')
  if (await isLastLead(deps, tx, subject.userid)) throw new ClosingRefusedError('last_lead')
  await supersedeTransfer(deps, tx, subject.userid, actor)
  const now = deps.clock.now()
  const id = deps.ids.next('closing')
  const held = await findHeld(tx, subject.userid, day)
  const row = await insertClosing(
    tx,
    {
      id,
      subjectId: subject.userid,
      departmentPath: [...(await departmentPath(tx, subject.mainDepartmentId))],
      kind: body.kind,
      phase: body.kind === 'emergency' ? 'confirming' : 'preparing',
      version: 1,
      lastDay,
      disableAt: lastDay === null ? null : disableAt(deps, lastDay),
      openedBy: actor.userid,
      openedAt: now,
      reason: body.kind === 'emergency' ? body.reason : '',
    },
    toItems(deps, id, held),
  )
  const text = body.kind === 'emergency' ? { text: body.reason } : {}
  const details = { kind: body.kind, lastDay, items: held.length }
  await recordClosing(deps, tx, row, 'opened', { actor, details, ...text })
  await planCustomerCount(deps, tx, row)
  await notifyOfOpening(deps, tx, row, actor)
  return settlePhase(deps, tx, id)
}

/** Cancels the open transfer of a person who leaves, and notifies its heirs. A change that is being written goes on. */
async function supersedeTransfer(deps: ClosingDeps, tx: Tx, userid: string, actor: MemberActor): Promise<void> {
  const open = await findOpenClosingOf(tx, userid)
  const row = open?.kind === 'transfer' ? await lockClosing(tx, open.id) : null
  if (!row || row.endedAt !== null) return
  await callOffChange(deps, tx, row, actor)
  const saved = await moveClosing(deps, tx, row, { phase: 'cancelled' }, 'cancelled', { actor })
  const items = await listItems(tx, [row.id])
  await notifyOfClosing(deps, tx, saved, 'transfer.cancelled', await endOffers(deps, tx, saved, items))
}

async function notifyOfOpening(deps: ClosingDeps, tx: Tx, row: ClosingRow, actor: MemberActor): Promise<void> {
  const others = (userids: readonly string[]) => userids.filter((userid) => !sameUserid(userid, actor.userid))
  if (row.kind === 'emergency') {
    const { userids } = await confirmersOf({ ...deps, db: tx }, row, await rolesOfOpener(deps, tx, row))
    return notifyOfClosing(deps, tx, row, 'closing.confirm', userids)
  }
  await notifyOfClosing(deps, tx, row, 'closing.opened', others(await adminsFor(deps, tx, row)))
  await notifyOfClosing(deps, tx, row, 'closing.clean', [row.subjectId])
}
