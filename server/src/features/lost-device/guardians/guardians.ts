import type { OwnActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { GuardianList } from '@desk/shared/lost-device/lost-device-schemas'
import type { Tx } from '../../../db/database.ts'
import { LostRefusedError } from '../lost-device-errors.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { findMemberRow, lockMember } from '../../../access/actor-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { CaseDeps } from '../cases/case-deps.ts'
import { findGuardian, type GuardianRow, listGuardians, saveGuardian } from '../cases/guardian-queries.ts'
import { closeInvitation, notifyGuardian } from './guardian-notices.ts'
import { membersWithDepartment } from '../cases/member-views.ts'
import { findPresentMembers } from '../cases/people-queries.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'

/** Maximum number of guardians of a member: each can lock the account alone. */
const MAX_GUARDIANS = 2

/** Returns whether the guardian declined or resigned. */
const isOver = (state: GuardianRow['state']): boolean => state === 'declined' || state === 'resigned'

/** Returns the guardians of the caller, and the members whose guardian they are. */
export async function getGuardians({ db }: Pick<Deps, 'db'>, { userid }: OwnActor): Promise<GuardianList> {
  const rows = await listGuardians(db, userid)
  const userids = rows.flatMap(({ wardId, guardianId }) => [wardId, guardianId])
  const present = await findPresentMembers(db, userids)
  const people = await membersWithDepartment(db, userids)
  const isActive = (other: string) => present.get(other.toLowerCase())?.isActive === true
  const toView = (other: string, { state, since }: GuardianRow) => ({
    ...people(other),
    // A guardian who is not active cannot lock the account.
    state: state === 'ended' ? ('declined' as const) : isActive(other) ? state : ('gone' as const),
    since: since.toISOString(),
  })
  const guardianRows = rows.filter(({ wardId }) => sameUserid(wardId, userid))
  const wardRows = rows.filter(
    ({ guardianId, wardId, state }) =>
      sameUserid(guardianId, userid) && !isOver(state) && present.has(wardId.toLowerCase()),
  )
  return {
    guardians: guardianRows.map((row) => toView(row.guardianId, row)),
    // A ward whose account is locked is still a ward.
    wards: wardRows.map((row) => ({ ...toView(row.wardId, row), state: row.state === 'asked' ? 'asked' : 'accepted' })),
    most: MAX_GUARDIANS,
  }
}

/** Asks a colleague to be the actor's guardian; the request has no effect until they accept. */
export async function requestGuardian(deps: CaseDeps, actor: OwnActor, userid: string): Promise<GuardianList> {
  if (sameUserid(userid, actor.userid)) throw new LostRefusedError('own_guardian')
  await deps.db.transaction(async (tx) => {
    await lockMember(tx, actor.userid)
    const guardian = await findMemberRow(tx, userid)
    if (guardian?.status !== ACTIVE) throw new NotFoundError()
    const current = (await listGuardians(tx, actor.userid)).filter(
      ({ wardId, state }) => sameUserid(wardId, actor.userid) && !isOver(state),
    )
    if (current.some(({ guardianId }) => sameUserid(guardianId, userid))) return
    if (current.length >= MAX_GUARDIANS) throw new LostRefusedError('guardians_full')
    const row = await saveAndAudit(
      deps,
      tx,
      { wardId: actor.userid, guardianId: guardian.userid, state: 'asked' },
      actor,
    )
    await notifyGuardian(deps, tx, 'guardian.asked', row)
  })
  return getGuardians(deps, actor)
}

/** Accepts or declines as the guardian; an acceptance can be withdrawn at any time. */
export async function answerGuardianRequest(
  deps: CaseDeps,
  actor: OwnActor,
  { userid, answer }: { userid: string; answer: 'accept' | 'decline' },
): Promise<GuardianList> {
  await deps.db.transaction(async (tx) => {
    const row = await findGuardian(tx, userid, actor.userid)
    if (!row || row.state === 'ended') throw new NotFoundError()
    // A declined request cannot be accepted later: another guardian may have taken the place.
    if (answer === 'accept' && isOver(row.state)) throw new NotFoundError()
    const state = answer === 'accept' ? 'accepted' : row.state === 'accepted' ? 'resigned' : 'declined'
    if (row.state === state || isOver(row.state)) return
    if (state !== 'resigned') await closeInvitation(deps, tx, row, state)
    await notifyGuardian(deps, tx, `guardian.${state}`, await saveAndAudit(deps, tx, { ...row, state }, actor))
  })
  return getGuardians(deps, actor)
}

/** Ends a request to a guardian, or the guardian's role. @throws NotFoundError when there is none */
export async function removeGuardian(deps: CaseDeps, actor: OwnActor, userid: string): Promise<GuardianList> {
  await deps.db.transaction(async (tx) => {
    const row = await findGuardian(tx, actor.userid, userid)
    if (!row || row.state === 'ended') throw new NotFoundError()
    const saved = await saveAndAudit(deps, tx, { ...row, state: 'ended' }, actor)
    await closeInvitation(deps, tx, row, 'ended')
    if (!isOver(row.state)) await notifyGuardian(deps, tx, 'guardian.dismissed', saved)
  })
  return getGuardians(deps, actor)
}

async function saveAndAudit(
  { clock }: Pick<Deps, 'clock'>,
  tx: Tx,
  row: Omit<GuardianRow, 'since'>,
  actor: OwnActor,
): Promise<GuardianRow> {
  const at = clock.now()
  const { wardId, guardianId, state } = row
  const saved = { wardId, guardianId, state, since: at }
  await saveGuardian(tx, saved)
  const details = { userid: guardianId, state }
  await recordAudit(tx, { at, actor: actor.userid, action: 'guardians.change', object: wardId, details })
  return saved
}
