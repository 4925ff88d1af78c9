import { lastContractDay, type PartnerBody } from '@desk/shared/accounts/partner-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { sameUserid } from '@desk/shared/kernel/ids'
import { findMemberRow, lockMember, type MemberRow } from '../../../access/actor-queries.ts'
import { actorWithRole } from '../../../access/current-actor.ts'
import { today } from '../../../access/grant-conditions.ts'
import type { Tx } from '../../../db/database.ts'
import { ACTIVE, LEFT } from '../../../directory/member-drift.ts'
import { endSuspension } from '../../../directory/suspension-queries.ts'
import { InvalidInputError, NotFoundError } from '../../../kernel/app-error.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { recordEntriesBy } from '../../policies/roster/policy-entries-queries.ts'
import { AccountRefusedError } from '../account-errors.ts'
import { afterContractChange } from './partner-effects.ts'
import { enqueueEnabling, cancelPartnerJobs } from './partner-jobs.ts'
import {
  deletePartner,
  findPartner,
  lockPartner,
  type PartnerRow,
  saveContractHistory,
  upsertPartner,
} from './partner-queries.ts'

export type PartnerDeps = Pick<Deps, 'db' | 'clock' | 'site' | 'emit'>

/** Refuses a last day that is past or too far ahead. @throws InvalidInputError */
export function checkLastDay(endsOn: CalendarDay, day: CalendarDay): void {
  if (endsOn >= day && endsOn <= lastContractDay(day)) return
  const code = endsOn < day ? 'day.past' : 'day.too_far'
  throw new InvalidInputError('Not a possible last day', [{ path: 'endsOn', code }])
}

/**
 * Registers a partner with their sponsor and the last day of the contract, or changes them. For a longer contract the
 * partner has to sign again, and an account that was disabled at the end is enabled again.
 *
 * @throws InvalidInputError for a body that names a wrong member, sponsor or last day; AccountRefusedError `changed_meanwhile`
 * when the last day is not the one that was seen
 */
export async function setPartner(deps: PartnerDeps, actor: MemberActor, body: PartnerBody): Promise<void> {
  const member = await findMemberRow(deps.db, body.userid)
  const sponsor = await findMemberRow(deps.db, body.sponsor)
  if (!member || member.status === LEFT)
    throw new InvalidInputError('No such member', [{ path: 'userid', code: 'member.unknown' }])
  if (sameUserid(member.userid, actor.userid))
    throw new InvalidInputError('Nobody registers their own contract', [{ path: 'userid', code: 'partner.self' }])
  if (sponsor?.status !== ACTIVE)
    throw new InvalidInputError('No such member', [{ path: 'sponsor', code: 'member.unknown' }])
  if (sameUserid(sponsor.userid, member.userid))
    throw new InvalidInputError('A partner cannot be their own sponsor', [
      { path: 'sponsor', code: 'partner.own_sponsor' },
    ])
  if (await findPartner(deps.db, sponsor.userid))
    throw new InvalidInputError('A partner cannot be a sponsor', [{ path: 'sponsor', code: 'partner.sponsor_partner' }])
  checkLastDay(body.endsOn, today(deps))
  await deps.db.transaction(async (tx) => {
    const partner = await lockPartner(tx, member.userid)
    await actorWithRole(deps, tx, actor, 'hr')
    const { company, endsOn, seenEndsOn } = body
    // The contract was renewed since the form was loaded, and this call would undo it.
    if (seenEndsOn !== undefined && seenEndsOn !== (partner?.endsOn ?? null))
      throw new AccountRefusedError('changed_meanwhile')
    await writeContract(deps, tx, { member, partner, by: actor.userid, company, endsOn, sponsor: sponsor.userid })
  })
}

type NewContract = Omit<PartnerBody, 'userid' | 'seenEndsOn'> & {
  member: MemberRow
  partner: PartnerRow | null
  by: string
}

/** Writes the contract of a partner, whose row is locked. */
export async function writeContract(
  deps: Omit<PartnerDeps, 'db'>,
  tx: Tx,
  { member, partner, company, sponsor, endsOn, by }: NewContract,
): Promise<void> {
  const at = deps.clock.now()
  const isLonger = partner !== null && partner.endsOn !== null && partner.endsOn < endsOn
  const since = isLonger ? at : (partner?.since ?? new Date(0))
  const wasEnded = partner !== null && partner.endedAt !== null
  if (partner === null) await recordEntriesBy(deps, tx, { userids: [member.userid], role: null }, at)
  await saveContractHistory(tx, [member.userid], at)
  await upsertPartner(tx, {
    userid: member.userid.toLowerCase(),
    company,
    sponsor,
    endsOn,
    since,
    setBy: by,
    // A new last day is a new decision.
    ...(partner !== null && partner.endsOn !== endsOn ? { closeBy: null, closeAt: null } : {}),
    ...(wasEnded ? { endedAt: null, triedAt: null, disabledAt: null, trouble: null, isEnabling: true } : {}),
  })
  if (wasEnded) {
    await endSuspension(tx, member.userid, 'partner_end', at)
    await cancelPartnerJobs(tx, member.userid)
    await enqueueEnabling(tx, member.userid, at)
    await deps.emit(tx, 'account.unlocked', { userid: member.userid, at })
  }
  const details = { sponsor, endsOn }
  await recordAudit(tx, { at, actor: by, action: 'partner.set', object: member.userid, details })
  await afterContractChange(deps, tx, member, at)
}

/**
 * Takes a person out of the list of partners because they became an employee. An account that was disabled after the end of
 * the contract is enabled again.
 *
 * @throws NotFoundError also for the actor themselves
 */
export async function releasePartner(
  deps: PartnerDeps,
  actor: MemberActor,
  { userid }: { userid: string },
): Promise<void> {
  const member = await findMemberRow(deps.db, userid)
  await deps.db.transaction(async (tx) => {
    await lockMember(tx, userid)
    const partner = await lockPartner(tx, userid)
    await actorWithRole(deps, tx, actor, 'hr')
    if (!member || !partner || sameUserid(member.userid, actor.userid)) throw new NotFoundError()
    const at = deps.clock.now()
    await saveContractHistory(tx, [userid], at)
    await deletePartner(tx, userid)
    await cancelPartnerJobs(tx, userid)
    if (partner.endedAt !== null) {
      await endSuspension(tx, userid, 'partner_end', at)
      await enqueueEnabling(tx, member.userid, at)
      await deps.emit(tx, 'account.unlocked', { userid: member.userid, at })
    }
    await recordAudit(tx, { at, actor: actor.userid, action: 'partner.ended', object: member.userid, details: {} })
    await afterContractChange(deps, tx, member, at)
  })
}
