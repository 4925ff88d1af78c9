import { sameUserid } from '@desk/shared/kernel/ids'
import type { Database, Tx } from '../../../db/database.ts'
import { today } from '../../../access/grant-conditions.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import type { GroupStepDeps } from '../model/group-deps.ts'
import { endWaiting } from './close-pending-requests.ts'
import {
  dropGrams,
  type GroupMemberRow,
  type GroupPatch,
  type GroupRow,
  listGroupMembers,
  patchMembers,
} from '../model/group-queries.ts'
import { factsOf, type PersonFacts } from '../model/member-facts-queries.ts'

/** How many stay in an archived group at least, since a group of one is none (doc 90245). */
const STAY = 2
const ACTIVE = 1

type People = DayDeps & { db: Database }

/**
 * Who stays in an archived group, in lower case: owner and deputy. One of them alone is joined by whoever is fit to look
 * after it, an employee who belongs before anybody of another company.
 */
export async function whoStays(deps: People, group: GroupRow, members: readonly GroupMemberRow[]): Promise<string[]> {
  const leads = ({ userid }: GroupMemberRow) =>
    sameUserid(userid, group.ownerId) || (group.deputyId !== null && sameUserid(userid, group.deputyId))
  const leaders = members.filter(leads).sort((a, b) => Number(isOwner(group, b)) - Number(isOwner(group, a)))
  if (leaders.length >= STAY) return leaders.map(({ userid }) => userid)
  const others = members.filter((one) => !leads(one))
  const userids = others.map(({ userid }) => userid)
  const facts = await factsOf(deps.db, userids, today(deps))
  const byFitness = others.sort(
    (a, b) => unfitness(a, facts) - unfitness(b, facts) || a.since.getTime() - b.since.getTime(),
  )
  return [...leaders, ...byFitness].slice(0, STAY).map(({ userid }) => userid)
}

const isOwner = ({ ownerId }: GroupRow, { userid }: GroupMemberRow) => sameUserid(userid, ownerId)

function unfitness({ userid, goneReason, removeAt }: GroupMemberRow, facts: ReadonlyMap<string, PersonFacts>): number {
  const one = facts.get(userid)
  if (one?.status !== ACTIVE) return 3
  if (one.sponsorId !== null) return 2
  return goneReason === null && removeAt === null ? 0 : 1
}

/** What is written when a group goes out of use. Whoever goes with it is remembered, and comes back with it. */
export async function archiveWithin(
  deps: GroupStepDeps,
  tx: Tx,
  group: GroupRow,
  by: string,
  now: Date,
): Promise<GroupPatch> {
  const members = await listGroupMembers(tx, group.id)
  const stay = await whoStays({ ...deps, db: tx }, group, members)
  const leaving = members.map(({ userid }) => userid).filter((userid) => !stay.includes(userid))
  await patchMembers(tx, group.id, leaving, { isArchived: true, removeAt: now, removeBy: by })
  await dropGrams(tx, group.id)
  await endWaiting(deps, tx, group)
  return { archivedAt: now, reviewOpenedAt: null, reviewCloseBy: null, reviewEscalationStep: 0, vacantSince: null }
}
