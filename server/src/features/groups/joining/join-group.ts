import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupView } from '@desk/shared/groups/group-schemas'
import { DAY_MS } from '@desk/shared/kernel/durations'
import type { GroupId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { ForbiddenError, TooManyError } from '../../../kernel/app-error.ts'
import { GroupRefusedError } from '../group-errors.ts'
import { today } from '../../../access/grant-conditions.ts'
import type { GroupDeps } from '../model/group-deps.ts'
import { changeGroup, commandGroup, saveChange } from '../registry/change-group.ts'
import { type GroupRow, patchMembers, putMembers } from '../model/group-queries.ts'
import { findFacts, type PersonFacts } from '../model/member-facts-queries.ts'
import {
  countJoinRequestsSince,
  insertJoinRequest,
  listDenials,
  cooldownEndOf,
  saveJoinAnswer,
} from '../model/join-request-queries.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'
import { memberRow } from '../registry/register-group.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'

/** Returns whether the person can ask to join and the app can add them. Partners cannot ask: the owner invites them. */
export const mayRequestToJoin = (group: GroupRow, { sponsorId, status }: PersonFacts): boolean =>
  group.origin === 'api' && sponsorId === null && status === ACTIVE

/** Returns whether the group belongs to the person's department, so that no approval is needed. */
export const mayJoinDirectly = (group: GroupRow, facts: PersonFacts): boolean => {
  const own = group.departmentPath.at(-1)
  return mayRequestToJoin(group, facts) && own !== undefined && facts.departments.includes(own)
}

/** Stores the person like an archived member who returns: `applyGroup` adds them, and they are a member once WeCom shows it. */
async function markJoining(tx: Tx, group: GroupRow, facts: PersonFacts, now: Date): Promise<void> {
  await putMembers(tx, [memberRow(group.id, facts.userid, facts, group.departmentPath, now)])
  await patchMembers(tx, group.id, [facts.userid], { isArchived: true, leftAt: now })
}

/** Joins a group of the actor's own department. */
export const joinGroup = (deps: GroupDeps, caller: MemberActor, id: GroupId): Promise<void> =>
  commandGroup(deps, caller, { id, command: 'join', version: null }, async (context) => {
    const { tx, group, actor, now } = context
    const facts = await findFacts(tx, actor.userid, today(deps))
    if (!facts || !mayJoinDirectly(group, facts)) throw new ForbiddenError('group.join')
    await markJoining(tx, group, facts, now)
    await saveChange(context, { applyAt: now })
  })

/** Maximum number of join requests of one person within 24 hours. */
const DAILY_REQUESTS_MAX = 10

/** Requests to join a group of another department; its leader answers. A repeated request is stored once. */
export const requestToJoin = (deps: GroupDeps, caller: MemberActor, id: GroupId): Promise<void> =>
  commandGroup(deps, caller, { id, command: 'wish', version: null }, async (context) => {
    const { tx, group, actor, now } = context
    const facts = await findFacts(tx, actor.userid, today(deps))
    if (!facts || !mayRequestToJoin(group, facts)) throw new ForbiddenError('group.wish')
    const denial = (await listDenials(tx, actor.userid, [id])).get(id)
    const againAt = denial && cooldownEndOf(denial)
    if (againAt && now < againAt) throw new GroupRefusedError('asked_lately', { askAgainAt: againAt.toISOString() })
    if ((await countJoinRequestsSince(tx, actor.userid, new Date(now.getTime() - DAY_MS))) >= DAILY_REQUESTS_MAX)
      throw new TooManyError('Too many join requests today')
    await insertJoinRequest(tx, id, actor.userid, now)
    await saveChange(context, {})
  })

/**
 * Accepts or declines a join request; the person is a member once WeCom shows it.
 *
 * @throws GroupRefusedError `changed_meanwhile` when it was answered already or the person can no longer join
 */
export const answerJoinRequest = (
  deps: GroupDeps,
  caller: MemberActor,
  { id, userid, admit }: { id: GroupId; userid: string; admit: boolean },
): Promise<GroupView> =>
  changeGroup(deps, caller, { id, command: 'admit', version: null }, async (context) => {
    const { tx, group, actor, now } = context
    const state = admit ? 'admitted' : 'declined'
    const facts = await findFacts(tx, userid, today(deps))
    if (!(await saveJoinAnswer(tx, { groupId: id, userid, state, by: actor.userid, at: now })))
      throw new GroupRefusedError('changed_meanwhile')
    if (admit && (!facts || !mayRequestToJoin(group, facts))) throw new GroupRefusedError('changed_meanwhile')
    if (admit && facts) await markJoining(tx, group, facts, now)
    const details = { userid, admitted: admit }
    const saved = await saveChange(context, { details, ...(admit ? { applyAt: now } : {}) })
    await enqueueGroupNotice(deps, tx, {
      event: 'group.wish_answered',
      text: admit ? 'group.admitted' : 'group.not_admitted',
      groupId: id,
      userid: facts?.userid ?? userid,
      values: { name: saved.name },
      again: now.toISOString(),
    })
  })
