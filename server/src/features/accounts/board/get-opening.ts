import type { OpeningView } from '@desk/shared/accounts/account-schemas'
import { pathText } from '@desk/shared/accounts/find-department'
import type { JoinerRow } from '@desk/shared/accounts/joiner-fields'
import { advanceOpening, firstDaySteps } from '@desk/shared/accounts/opening-states'
import type { MemberActor } from '@desk/shared/identity/actor'
import { maskMail, maskPhone } from '@desk/shared/privacy/mask-phone'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { authorizeRole } from '../../../access/authorize.ts'
import { actorWithRole } from '../../../access/current-actor.ts'
import type { Database } from '../../../db/database.ts'
import { LEFT } from '../../../directory/member-drift.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { isAccountSuspended } from '../../../directory/suspension-queries.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { isBeingClosed } from '../close/close-flow.ts'
import { auditEntry } from '../model/account-audit.ts'
import type { AccountDeps } from '../model/account-deps.ts'
import { isOpeningLate } from '../model/due-opening-queries.ts'
import { findOpening, type OpeningId, type OpeningRow } from '../model/opening-queries.ts'
import { doneSteps, mayOpenJoinCode, toSummaries } from '../model/opening-view.ts'
import { listOpeningEvents } from './board-queries.ts'

/** Returns an opening, for HR and the management department. Phone number and email address are masked. @throws NotFoundError */
export async function getOpening(deps: ReadDeps, actor: MemberActor, id: OpeningId): Promise<OpeningView> {
  authorizeRole(actor, 'hr')
  const { db } = deps
  const row = await findOpening(db, id)
  if (!row) throw new NotFoundError()
  const [summary] = await toSummaries(db, [row])
  if (!summary) throw new NotFoundError()
  const events = await listOpeningEvents(db, [row.id, row.batchId])
  const isPerson = ({ actor: by }: { actor: string }) => !by.startsWith('system:')
  const nameOf = await memberNames(
    db,
    events.filter(isPerson).map((event) => event.actor),
  )
  const done = doneSteps(row)
  return {
    ...summary,
    batch: row.batchId,
    row: row.state === 'returned' || row.state === 'failed' ? toRow(row) : null,
    allowed: await listAllowed(deps, row),
    events: events.map((event) => ({
      type: event.action,
      at: event.at.toISOString(),
      by: isPerson(event) ? nameOf(event.actor) : null,
    })),
    isLate: await isOpeningLate(deps, id),
    steps: summary.stepsDone === null ? null : firstDaySteps.map((step) => ({ step, isDone: done[step] })),
  }
}

/**
 * Returns the opening as the correction form shows it. The phone number and the email address are masked; one that is submitted
 * masked stays as stored. The sponsor is named by userid, since two members may share a name.
 */
const toRow = (row: OpeningRow): JoinerRow => ({
  no: row.no,
  returnAnswer: row.returnAnswer ?? '',
  name: row.name,
  userid: row.userid,
  mobile: maskPhone(row.mobile ?? ''),
  email: maskMail(row.email ?? ''),
  department: pathText(row.departmentPath),
  position: row.position,
  startsOn: row.startsOn,
  company: row.company ?? '',
  sponsor: row.sponsorId ?? '',
  endsOn: row.endsOn ?? '',
})

/** Returns whether the member left, or their account is being closed. */
export const hasLeftOrIsLeaving = async (db: Database, userid: string): Promise<boolean> =>
  (await findMemberRow(db, userid))?.status === LEFT || (await isBeingClosed(db, userid))

/**
 * Returns whether the account of the opening exists or may exist, so that ending or changing the opening would leave it
 * behind. An account that seems to be another person's does not count.
 */
export const accountMayExist = ({ attemptedAt, failure }: OpeningRow): boolean =>
  attemptedAt !== null && failure !== 'other_person'

async function listAllowed(deps: Pick<ReadDeps, 'db' | 'site'>, row: OpeningRow): Promise<OpeningView['allowed']> {
  return [
    ...(advanceOpening(row.state, 'mend') !== null && !accountMayExist(row) ? (['mend'] as const) : []),
    ...(advanceOpening(row.state, 'retry') !== null ? (['retry'] as const) : []),
    ...(advanceOpening(row.state, 'withdraw') !== null && !accountMayExist(row) ? (['withdraw'] as const) : []),
    ...(advanceOpening(row.state, 'cancel') !== null && (await hasLeftOrIsLeaving(deps.db, row.userid))
      ? (['cancel'] as const)
      : []),
    ...(advanceOpening(row.state, 'invite') !== null && !(await isAccountSuspended(deps.db, row.userid))
      ? (['invite'] as const)
      : []),
    ...(mayOpenJoinCode(deps, row) ? (['join_code'] as const) : []),
    ...(row.mobile !== null || row.email !== null ? (['reveal'] as const) : []),
    ...(row.state === 'by_hand' ? (['look'] as const) : []),
  ]
}

/** Returns the phone number and the email address, which are masked elsewhere. Records the access first. @throws NotFoundError */
export async function revealContact(
  deps: AccountDeps,
  actor: MemberActor,
  id: OpeningId,
): Promise<{ mobile: string; email: string }> {
  const row = await findOpening(deps.db, id)
  await deps.db.transaction(async (tx) => {
    await actorWithRole(deps, tx, actor, 'hr')
    if (!row) throw new NotFoundError()
    await recordAudit(tx, auditEntry(deps, { actor: actor.userid, action: 'account.contact_revealed', object: id }))
  })
  return { mobile: row?.mobile ?? '', email: row?.email ?? '' }
}
