import { type GoneReason, goneReasonOf } from '@desk/shared/groups/group-states'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { Database, Tx } from '../../../db/database.ts'
import { today } from '../../../access/grant-conditions.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import type { GroupStepDeps } from '../model/group-deps.ts'
import { closePendingRequests } from './end-group.ts'
import {
  deleteGrams,
  type GroupMemberRow,
  type GroupPatch,
  type GroupRow,
  listGroupMembers,
  patchMembers,
} from '../model/group-queries.ts'
import { factsOf, type PersonFacts } from '../model/member-facts-queries.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'

/** Minimum size of an archived group: WeCom requires two members (doc 90245). */
const MIN_MEMBERS = 2

type KeeperDeps = DayDeps & { db: Database }

/**
 * Returns who stays in an archived group, in lower case: the owner and the deputy. In a group without an owner or a deputy,
 * leaders who left do not stay, and the most suitable members are added until two are present: employees before partners.
 */
export async function findArchiveKeepers(
  deps: KeeperDeps,
  group: GroupRow,
  members: readonly GroupMemberRow[],
): Promise<string[]> {
  const isLeader = ({ userid }: GroupMemberRow) =>
    sameUserid(userid, group.ownerId) || (group.deputyId !== null && sameUserid(userid, group.deputyId))
  const leaders = members.filter(isLeader).sort((a, b) => Number(isOwner(group, b)) - Number(isOwner(group, a)))
  if (leaders.length >= MIN_MEMBERS && group.vacantSince === null) return leaders.map(({ userid }) => userid)
  const userids = members.map(({ userid }) => userid)
  const facts = await factsOf(deps.db, userids, today(deps))
  const staying = leaders.filter(({ userid }) => STAYING.includes(goneReasonNow(facts.get(userid))))
  // A leader whose phone is lost returns. One who is disabled may, so another member stays beside them.
  const present = staying.filter(({ userid }) => goneReasonNow(facts.get(userid)) === null)
  const bySuitability = members
    .filter((member) => !staying.includes(member))
    .sort((a, b) => keeperRank(a, facts) - keeperRank(b, facts) || a.since.getTime() - b.since.getTime())
  const added = bySuitability.slice(0, Math.max(0, MIN_MEMBERS - present.length))
  return [...staying, ...added].map(({ userid }) => userid)
}

/** Reasons with which a leader stays: a person whose account is disabled may return, unlike one who left. */
const STAYING: readonly (GoneReason | null)[] = [null, 'disabled']

const goneReasonNow = (person: PersonFacts | undefined): GoneReason | null =>
  person === undefined ? 'left' : goneReasonOf('guest', null, person)

const isOwner = ({ ownerId }: GroupRow, { userid }: GroupMemberRow) => sameUserid(userid, ownerId)

/** Returns how suitable a member is to stay: 0 is the most suitable, 3 is not an active member. */
function keeperRank({ userid, goneReason, removeAt }: GroupMemberRow, facts: ReadonlyMap<string, PersonFacts>): number {
  const person = facts.get(userid)
  if (person?.status !== ACTIVE) return 3
  if (person.sponsorId !== null) return 2
  return goneReason === null && removeAt === null ? 0 : 1
}

/**
 * Marks the members who leave with the archive, so that a restoration adds them again, and closes the open offers and join
 * requests. Returns the columns to write.
 */
export async function archivePatch(
  deps: GroupStepDeps,
  tx: Tx,
  group: GroupRow,
  archivedBy: string,
  now: Date,
): Promise<GroupPatch> {
  const members = await listGroupMembers(tx, group.id)
  const keepers = await findArchiveKeepers({ ...deps, db: tx }, group, members)
  const leaving = members.map(({ userid }) => userid).filter((userid) => !keepers.includes(userid))
  await patchMembers(tx, group.id, leaving, { isArchived: true, removeAt: now, removeBy: archivedBy })
  await deleteGrams(tx, group.id)
  await closePendingRequests(deps, tx, group)
  // The escalation of an open review is kept: an archive and a restoration do not end it.
  return { archivedAt: now, reviewOpenedAt: null, reviewCloseBy: null }
}
