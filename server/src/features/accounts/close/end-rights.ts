import type { Tx } from '../../../db/database.ts'
import { today } from '../../../access/grant-conditions.ts'
import { sameUserid } from '@desk/shared/kernel/ids'
import { saveGuardian } from '../../lost-device/cases/guardian-queries.ts'
import { leaveRoster } from '../../lost-device/cases/on-call-roster.ts'
import { closeInvitation, notifyGuardian } from '../../lost-device/guardians/guardian-notices.ts'
import type { ClosingStepDeps } from './closing-deps.ts'
import type { ClosingRow } from './closing-queries.ts'
import { endGrants, listGuardianships, listLiveGrants, listOpenDelegations, revokeDelegations } from './held-queries.ts'

const WORKER = 'system:accounts.close'

/** Ends these grants of a person. Requests that wait for the person in these roles are rerouted. */
export async function endRoles(
  deps: ClosingStepDeps,
  tx: Tx,
  userid: string,
  { grants, by }: { grants: Awaited<ReturnType<typeof listLiveGrants>>; by: string },
): Promise<void> {
  if (grants.length === 0) return
  const at = deps.clock.now()
  await endGrants(
    tx,
    grants.map(({ id }) => id),
    by,
    at,
  )
  for (const role of new Set(grants.map((grant) => grant.role)))
    await deps.emit(tx, 'roles.changed', { userids: [userid], role, at: [at] })
}

/**
 * Ends what a leaver may do for others: roles, on-call hours, delegations and guardianships. Wards are asked to choose
 * another guardian. Requests that wait for the leaver are rerouted by `account.locked`.
 */
export async function endRights(deps: ClosingStepDeps, tx: Tx, { subjectId }: ClosingRow): Promise<void> {
  const at = deps.clock.now()
  await endRoles(deps, tx, subjectId, { grants: await listLiveGrants(tx, subjectId), by: WORKER })
  await leaveRoster(deps, tx, subjectId, WORKER)
  const open = await listOpenDelegations(tx, subjectId, today(deps))
  if (open.length > 0)
    await revokeDelegations(
      tx,
      open.map(({ id }) => id),
      WORKER,
      at,
    )
  for (const { id, principal } of open)
    await deps.emit(tx, 'delegations.changed', { id, principal, changes: [{ change: 'ended', at }] })
  for (const pair of await listGuardianships(tx, subjectId)) {
    const isGuardian = sameUserid(pair.guardianId, subjectId)
    await closeInvitation(deps, tx, pair, 'ended')
    const ended = { ...pair, state: isGuardian ? ('resigned' as const) : ('ended' as const), since: at }
    await saveGuardian(tx, ended)
    if (isGuardian) await notifyGuardian(deps, tx, 'guardian.resigned', ended)
  }
}
