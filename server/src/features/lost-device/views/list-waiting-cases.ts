import type { MemberActor } from '@desk/shared/identity/actor'
import { careItemsOf } from '@desk/shared/lost-device/lost-device-schemas'
import type { HomeView } from '@desk/shared/pages/page-schemas'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { type CaseRow, listOpenCases, MAX_OPEN_CASES } from '../cases/case-queries.ts'
import { nextPeople } from '../cases/case-approvers.ts'

type CareLeft = HomeView['waiting']['lost']['careLeft']

/** Lists the cases in which this person acts next, longest waiting first. */
export async function listWaitingCases(
  deps: ReadDeps,
  actor: MemberActor,
): Promise<{ id: CaseRow['id']; since: Date; careLeft: CareLeft }[]> {
  const open = (await listOpenCases(deps.db, null, MAX_OPEN_CASES)).filter((row) => mayBeNext(actor, row))
  const next = await Promise.all(open.map((row) => nextPeople(deps, row)))
  return open
    .filter((_, index) => next[index]?.some((userid) => sameUserid(userid, actor.userid)))
    .map((row) => ({ id: row.id, since: waitsSince(row), careLeft: careLeftOf(row) }))
    .sort((one, other) => one.since.getTime() - other.since.getTime())
}

function careLeftOf({ phase, why, aftercare }: CaseRow): CareLeft {
  if (phase !== 'aftercare') return null
  const isPlanned = why === 'planned'
  return { count: careItemsOf({ isPlanned }).filter((item) => !aftercare.includes(item)).length, isPlanned }
}

/** Every member opens the home page: a member without responsibilities costs no further query. */
const mayBeNext = (actor: MemberActor, { phase }: CaseRow): boolean =>
  !['recovery', 'identity_ok', 'reopened'].includes(phase) ||
  [actor, ...(actor.principals ?? [])].some(({ adminOf, roles }) => adminOf.length > 0 || roles.length > 0)

function waitsSince({ phase, identityAt, recoveryAt, reopenedAt, reportedAt }: CaseRow): Date {
  if (phase === 'reopened') return reopenedAt ?? reportedAt
  if (phase === 'identity_ok') return identityAt ?? reportedAt
  return phase === 'recovery' ? (recoveryAt ?? reportedAt) : reportedAt
}
