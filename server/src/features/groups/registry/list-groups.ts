import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupList, GroupListQuery, GroupSummary } from '@desk/shared/groups/group-schemas'
import type { GroupTaskOwner } from '@desk/shared/groups/group-states'
import type { MemberRef } from '@desk/shared/directory/member-ref'
import { idSchema, sameUserid } from '@desk/shared/kernel/ids'
import { instantInput } from '@desk/shared/kernel/instant'
import { PAGE_SIZE } from '@desk/shared/kernel/page'
import * as z from 'zod/mini'
import { cutPage, decodeCursor } from '../../../kernel/list-cursor.ts'
import { memberNames } from '../../../directory/member-names.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import type { ListedGroup } from '../model/group-queries.ts'
import { listGroupsById, listGroupsOf, listGroupsUnder, listOwnGroups } from '../model/list-queries.ts'
import { listGroupsOfferedTo } from '../model/ownership-offer-queries.ts'
import { listResponsibleGroups, listLateGroups } from '../model/group-task-queries.ts'
import { listGroupTasks } from './group-tasks.ts'

const cursorSchema = z.tuple([instantInput, idSchema('group')])

/**
 * Lists the groups that a person leads or is in, those offered to them, and those that they are responsible for. With `waiting`
 * only those in which they act next in that role.
 */
export async function listGroups(
  deps: ReadDeps,
  actor: MemberActor,
  { after, waiting }: GroupListQuery,
): Promise<GroupList> {
  if (waiting !== undefined) return listWaiting(deps, actor, waiting)
  const { db } = deps
  const position = decodeCursor(cursorSchema, after)
  const before = position && { at: new Date(position[0]), id: position[1] }
  // Later pages contain only the long list.
  const isFirst = before === null
  const [late, led, memberOf, offered, responsible, below] = await Promise.all([
    isFirst ? listLateGroups(db, actor) : [],
    isFirst ? listOwnGroups(db, actor.userid) : [],
    isFirst ? listGroupsOf(db, actor.userid) : [],
    isFirst ? listGroupsOfferedTo(db, actor.userid) : [],
    isFirst ? listResponsibleGroups(deps, actor) : [],
    actor.adminOf.length === 0 ? null : listGroupsUnder(db, actor.adminOf, { limit: PAGE_SIZE + 1, before }),
  ])
  const own = waitingFirst(distinct([...led, ...memberOf]), actor)
  const people = await memberNames(
    db,
    [...late, ...own, ...offered, ...responsible, ...(below ?? [])].flatMap(peopleOf),
  )
  const now = deps.clock.now()
  const summariesOf = (rows: readonly ListedGroup[]): GroupSummary[] => rows.map((row) => summaryOf(row, people, now))
  const page = below && cutPage(below, PAGE_SIZE, ({ createdAt, id }) => [createdAt.toISOString(), id])
  return {
    waiting: null,
    late: summariesOf(late),
    own: summariesOf(own),
    offered: summariesOf(distinct([...offered, ...responsible])),
    below: page && { items: summariesOf(page.shown), next: page.next },
  }
}

async function listWaiting(deps: ReadDeps, actor: MemberActor, who: GroupTaskOwner): Promise<GroupList> {
  const rows = await listGroupsById(deps.db, (await listGroupTasks(deps, actor))[who])
  const people = await memberNames(deps.db, rows.flatMap(peopleOf))
  const now = deps.clock.now()
  return { waiting: rows.map((row) => summaryOf(row, people, now)), late: [], own: [], offered: [], below: null }
}

const distinct = (rows: readonly ListedGroup[]): ListedGroup[] => [
  ...new Map(rows.map((row) => [row.id, row])).values(),
]

/** Sorts the groups in which the actor has a task as owner before the others. */
function waitingFirst(rows: readonly ListedGroup[], { userid }: MemberActor): ListedGroup[] {
  const isWaiting = ({ ownerId, state, reviewOpenedAt, isApplying, origin }: ListedGroup) =>
    sameUserid(ownerId, userid) && (state === 'charter' || reviewOpenedAt !== null || (isApplying && origin !== 'api'))
  return [...rows.filter(isWaiting), ...rows.filter((row) => !isWaiting(row))]
}

export const peopleOf = ({ ownerId, deputyId }: ListedGroup): string[] =>
  deputyId === null ? [ownerId] : [ownerId, deputyId]

export const summaryOf = (group: ListedGroup, people: (userid: string) => MemberRef, now: Date): GroupSummary => ({
  id: group.id,
  name: group.name,
  state: group.state,
  origin: group.origin,
  owner: people(group.ownerId),
  deputy: group.deputyId === null ? null : people(group.deputyId),
  memberCount: group.memberCount,
  goneCount: group.goneCount,
  createdAt: group.createdAt.toISOString(),
  expiresOn: group.expiresOn,
  isReviewOpen: group.reviewOpenedAt !== null,
  // An escalated review stays late, whatever its new due date.
  isLate: group.reviewCloseBy !== null && (group.reviewCloseBy < now || group.reviewEscalationStep > 0),
  // Nobody is asked to own a group that is not in use.
  isVacant: group.vacantSince !== null && group.state !== 'archived' && group.state !== 'gone',
  isDeclined: group.declined !== null,
  isApplying: group.isApplying,
})
