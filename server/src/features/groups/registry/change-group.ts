import type { MemberActor } from '@desk/shared/identity/actor'
import { advanceGroup, type GroupCommand, type GroupFacts, mayActOnGroup } from '@desk/shared/groups/group-flow'
import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { GroupState } from '@desk/shared/groups/group-states'
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

/** A command of a person, with the version that they saw; null where the command does not depend on it. */
export type GroupCommandInput = { id: GroupId; command: GroupCommand; version: number | null }

/** A locked group within the transaction of a command. `actor` has the roles that they hold now; `next` is the new state. */
export type GroupContext = {
  tx: Tx
  group: GroupRow
  actor: MemberActor
  facts: GroupFacts
  command: GroupCommand
  next: GroupState
  now: Date
}

type GroupChange = {
  patch?: GroupPatch
  details?: Record<string, unknown>
  /** Keeps the actor's name out of the audit, which other people read. */
  isAnonymous?: true
  /** From when the change is applied to WeCom; absent: it has no effect there. */
  applyAt?: Date
}

/** Runs a command as `commandGroup` does and returns the group. */
export async function changeGroup(
  deps: GroupDeps,
  caller: MemberActor,
  input: GroupCommandInput,
  change: (context: GroupContext) => Promise<unknown>,
): Promise<GroupView> {
  await commandGroup(deps, caller, input, change)
  return getGroup(deps, caller, input.id)
}

/**
 * Runs a command of a person on a group: locks it, checks that the actor may see it and give the command, that the state allows
 * it and that the version is the one they saw, and runs `change`, which calls `saveChange`, in the same transaction.
 *
 * @throws GroupRefusedError `not_found`, `command_refused` or `changed_meanwhile`
 * @throws ForbiddenError when the actor sees the group but may not give the command
 */
export async function commandGroup(
  deps: GroupDeps,
  caller: MemberActor,
  { id, command, version }: GroupCommandInput,
  change: (context: GroupContext) => Promise<unknown>,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const group = await lockGroup(tx, id)
    const actor = await actorNow(deps, tx, caller)
    if (!group) throw new GroupRefusedError('not_found')
    const facts = await factsFor(tx, actor, group)
    authorizeGroup(actor, command, facts)
    const next = advanceGroup(group.state, command)
    if (next === null) throw new GroupRefusedError('command_refused', { state: group.state })
    if (version !== null && version !== group.version) throw new GroupRefusedError('changed_meanwhile')
    await change({ tx, group, actor, facts, command, next, now: deps.clock.now() })
    await syncGroupCards(deps, tx, id, actor.userid)
  })
  deps.failPoints.hit('group.committed')
}

/** Saves the change of a command, records it and enqueues what has to be applied to WeCom. Returns the saved group. */
export async function saveChange(
  { tx, group, actor, command, next, now }: GroupContext,
  { patch = {}, details = {}, isAnonymous, applyAt }: GroupChange,
): Promise<GroupRow> {
  const columns = { ...patch, ...(applyAt === undefined ? {} : { isApplying: true }) }
  // Without a change of the group the version stays, so that a displayed version stays valid.
  const isChanged = next !== group.state || Object.keys(columns).length > 0
  const saved = isChanged ? await saveGroup(tx, group, { state: next, ...columns }) : group
  const by = isAnonymous ? ANONYMOUS_REPORTER : actor.userid
  await recordAudit(tx, { at: now, actor: by, action: `group.${command}`, object: group.id, details })
  if (applyAt !== undefined) await enqueueApplying(tx, saved, applyAt)
  return saved
}

function authorizeGroup(actor: MemberActor, command: GroupCommand, facts: GroupFacts): void {
  // Non-members join; they see the group only in the list of similar groups.
  if (command !== 'join' && command !== 'wish' && !mayActOnGroup(actor, 'read', facts))
    throw new GroupRefusedError('not_found')
  if (!mayActOnGroup(actor, command, facts)) throw new ForbiddenError(`group.${command}`)
}

/** Enqueues applying the registry to WeCom, one job per version; nothing for a group that the app cannot change. */
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
