import type { MemberActor } from '@desk/shared/identity/actor'
import { advanceGroup, type GroupCommand, type GroupFacts, mayGroup } from '@desk/shared/groups/group-flow'
import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { GroupId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { ForbiddenError } from '../../../kernel/app-error.ts'
import { GroupRefusedError } from '../group-errors.ts'
import { actorNow } from '../../../access/current-actor.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { ANONYMOUS_REPORTER } from '../../../kernel/audit/anonymous-actions.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import type { GroupDeps } from '../model/group-deps.ts'
import { factsFor } from '../model/group-facts-queries.ts'
import { getGroup } from './get-group.ts'
import { type GroupPatch, type GroupRow, lockGroup, saveGroup } from '../model/group-queries.ts'
import { syncGroupCards } from '../notices/sync-group-cards.ts'

export const APPLY_TOPIC = 'groups.apply'

/** What a person wants of a group, and which version of it was on his screen; null where nothing hangs on that. */
export type GroupCommandInput = { id: GroupId; command: GroupCommand; version: number | null }

export type GroupCommandContext = { tx: Tx; group: GroupRow; actor: MemberActor; facts: GroupFacts; now: Date }

export type GroupTransition = {
  patch: GroupPatch
  details?: Record<string, unknown>
  /** Who did it stays out of the audit, which others read. */
  isAnonymous?: true
  /** What WeCom has to be told is owed in the same transaction, to be done from then on; absent: nothing. */
  applyAt?: Date
  follow?(saved: GroupRow): Promise<unknown>
}

/** The one way in which people change a group: seen, allowed, in a state for it, still what was on screen; then written. */
export async function changeGroup(
  deps: GroupDeps,
  caller: MemberActor,
  order: GroupCommandInput,
  plan: (scene: GroupCommandContext) => Promise<GroupTransition>,
): Promise<GroupView> {
  await commandGroup(deps, caller, order, plan)
  return getGroup(deps, caller, order.id)
}

/** As `changeGroup`, for whoever need not see the group afterwards. */
export async function commandGroup(
  deps: GroupDeps,
  caller: MemberActor,
  order: GroupCommandInput,
  plan: (scene: GroupCommandContext) => Promise<GroupTransition>,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const group = await lockGroup(tx, order.id)
    const actor = await actorNow(deps, tx, caller)
    if (!group) throw new GroupRefusedError('not_found')
    const facts = await factsFor(tx, actor, group)
    authorizeGroup(actor, order.command, facts)
    const state = advanceGroup(group.state, order.command)
    if (state === null) throw new GroupRefusedError('command_refused', { state: group.state })
    if (order.version !== null && order.version !== group.version) throw new GroupRefusedError('changed_meanwhile')
    const now = deps.clock.now()
    const { patch, details = {}, isAnonymous, applyAt, follow } = await plan({ tx, group, actor, facts, now })
    const wanted = { ...patch, ...(applyAt === undefined ? {} : { isApplying: true }) }
    // What changes nothing about the group leaves the view on other screens good.
    const isNews = state !== group.state || Object.keys(wanted).length > 0
    const saved = isNews ? await saveGroup(tx, group, { state, ...wanted }) : group
    const by = isAnonymous ? ANONYMOUS_REPORTER : actor.userid
    await recordAudit(tx, { at: now, actor: by, action: `group.${order.command}`, object: group.id, details })
    if (applyAt !== undefined) await enqueueApplying(tx, saved, applyAt)
    await follow?.(saved)
    await syncGroupCards(deps, tx, group.id, actor.userid)
  })
  deps.failPoints.hit('group.committed')
}

function authorizeGroup(actor: MemberActor, command: GroupCommand, facts: GroupFacts): void {
  // Coming in is for those who are not in it yet; they see it in the list of similar groups.
  if (command !== 'join' && command !== 'wish' && !mayGroup(actor, 'read', facts))
    throw new GroupRefusedError('not_found')
  if (!mayGroup(actor, command, facts)) throw new ForbiddenError(`group.${command}`)
}

/** What stands in the registry is carried to WeCom. One job for each version: a later one finds the rest. */
export async function enqueueApplying(
  tx: Tx,
  group: Pick<GroupRow, 'id' | 'version' | 'chatId'>,
  runAt: Date,
): Promise<void> {
  if (group.chatId === null) return
  const dedupeKey = `${APPLY_TOPIC}:${group.id}:${String(group.version)}`
  await enqueue(tx, [
    { topic: APPLY_TOPIC, payload: { groupId: group.id }, dedupeKey, groupKey: `group:${group.id}`, runAt },
  ])
}
