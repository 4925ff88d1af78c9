import { archivedName } from '@desk/shared/groups/naming'
import { type GroupId, sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { JobDeferredError } from '../../../outbox/job-deferred-error.ts'
import type { Checkpoint, Conclusion, JobHandler } from '../../../outbox/run-job.ts'
import type { GroupChange, WecomGroup } from '../../../ports/wecom-groups.ts'
import type { GroupEffectDeps, GroupStepDeps } from '../model/group-deps.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { dropDeputy, offerGroup } from '../jobs/drift-handler.ts'
import { endGroup } from '../registry/end-group.ts'
import {
  countMembers,
  type GroupMemberRow,
  type GroupRow,
  listArchivedMembers,
  listGroupMembers,
  lockGroup,
  noteOnGroup,
  patchMembers,
  putMembers,
  requireGroupRow,
  saveGroup,
} from '../model/group-queries.ts'
import { syncGroupCards } from '../notices/sync-group-cards.ts'
import { announceOwner, ownedBy } from './change-owner.ts'

const nothing: Conclusion = async () => {}
const DISSOLVED = 49008
/** The list changed between reading and writing; it is read again. */
const LIST_CHANGED = 86216
const SOON_MS = 5_000
const LATER_MS = 10 * 60_000
const WORKER = 'system:groups.apply'

/**
 * Carries to WeCom what the registry says: name, owner, who goes, who comes back. Reads first and writes the difference
 * alone, then reads again: run twice, the second time finds nothing to do. What it reads goes into the registry.
 */
export function applyGroup(deps: GroupEffectDeps): JobHandler {
  return {
    async handle(job, checkpoint) {
      const group = await requireGroupRow(deps.db, groupIdOf(job.payload))
      if (group.chatId === null || group.state === 'gone') return nothing
      try {
        return await converge(deps, checkpoint, group, group.chatId)
      } catch (error) {
        if (!(error instanceof WecomRefusedError)) throw error
        if (error.errcode === DISSOLVED) return (tx) => endGroup(deps, tx, group.id, 'dissolved')
        if (error.errcode === LIST_CHANGED) throw new JobDeferredError('list_changed', later(deps, SOON_MS))
        throw error
      }
    },
    async onGiveUp(tx, job, { cause }) {
      const group = await lockGroup(tx, groupIdOf(job.payload))
      if (group) await saveGroup(tx, group, { trouble: cause })
    },
    async isDone(job) {
      const group = await requireGroupRow(deps.db, groupIdOf(job.payload))
      if (group.chatId === null) return null
      const now = await deps.wecom.findGroup(group.chatId)
      return now === null ? null : changeOf(group, await peopleOf(deps, group), now) === null
    },
    async requeue(tx, job) {
      const group = await lockGroup(tx, groupIdOf(job.payload))
      if (group) await saveGroup(tx, group, { trouble: null, isApplying: true })
    },
  }
}

async function converge(
  deps: GroupEffectDeps,
  checkpoint: Checkpoint,
  group: GroupRow,
  chatId: string,
): Promise<Conclusion> {
  const { members, back } = await peopleOf(deps, group)
  const before = await deps.wecom.findGroup(chatId)
  if (!before) return (tx) => endGroup(deps, tx, group.id, 'dissolved')
  const change = changeOf(group, { members, back }, before)
  if (!change) return (tx) => settle(deps, tx, group, before)
  deps.failPoints.hit('group.changing')
  await deps.wecom.changeGroup(chatId, change)
  deps.failPoints.hit('group.changed')
  const after = await deps.wecom.findGroup(chatId)
  if (!after) return (tx) => endGroup(deps, tx, group.id, 'dissolved')
  if (changeOf(group, { members, back }, after) === null) return (tx) => settle(deps, tx, group, after)
  await checkpoint(async (tx) => {
    const locked = await lockGroup(tx, group.id)
    if (locked) await saveGroup(tx, locked, { trouble: 'read_back_differs', lookedAt: deps.clock.now() })
  })
  throw new JobDeferredError('read_back_differs', later(deps, LATER_MS))
}

const later = ({ clock }: Pick<Deps, 'clock'>, ms: number) => new Date(clock.now().getTime() + ms)

const peopleOf = async ({ db }: Pick<Deps, 'db'>, { id, state }: GroupRow): Promise<People> => ({
  members: await listGroupMembers(db, id),
  back: state === 'archived' ? [] : await listArchivedMembers(db, id),
})

type People = { members: readonly GroupMemberRow[]; back: readonly GroupMemberRow[] }

const has = (list: readonly string[], userid: string) => list.some((one) => sameUserid(one, userid))

/** In what WeCom differs from the registry; null: in nothing. */
function changeOf(group: GroupRow, { members, back }: People, now: WecomGroup): GroupChange | null {
  const name = group.state === 'archived' ? archivedName(group.name) : group.name
  const owner = group.nextOwnerId ?? group.ownerId
  const leaving = new Set(members.filter(({ removeAt }) => removeAt !== null).map(({ userid }) => userid))
  const remove = now.members.filter((userid) => leaving.has(userid.toLowerCase()) && !sameUserid(userid, owner))
  const add = back.map(({ userid }) => userid).filter((userid) => !has(now.members, userid))
  // Only somebody who is in it can own it; one who was never asked is not made owner.
  const isOwnerDue = group.nextOwnerId !== null && has(now.members, owner) && !sameUserid(now.ownerId, owner)
  const change = {
    ...(now.name === name ? {} : { name }),
    ...(isOwnerDue ? { ownerId: owner } : {}),
    ...(add.length === 0 ? {} : { add }),
    ...(remove.length === 0 ? {} : { remove }),
  }
  return Object.keys(change).length === 0 ? null : change
}

/** What was read goes into the registry, also what people did in their clients. */
async function settle(deps: GroupStepDeps, tx: Tx, read: GroupRow, found: WecomGroup): Promise<void> {
  const group = await lockGroup(tx, read.id)
  if (!group || group.state === 'gone') return
  const now = deps.clock.now()
  const members = await listGroupMembers(tx, group.id)
  const gone = members.filter(({ userid }) => !has(found.members, userid))
  const removed = gone.filter(({ removeAt }) => removeAt !== null)
  await patchMembers(
    tx,
    group.id,
    gone.map(({ userid }) => userid),
    { leftAt: now },
  )
  const back = group.state === 'archived' ? [] : await listArchivedMembers(tx, group.id)
  const returned = back.filter(({ userid }) => has(found.members, userid)).map(({ userid }) => userid)
  await patchMembers(tx, group.id, returned, { leftAt: null, isArchived: false, removeAt: null, removeBy: null })
  const known = [...members.map(({ userid }) => userid), ...back.map(({ userid }) => userid)]
  const newcomers = found.members.filter((userid) => !has(known, userid))
  // Whoever came in by a client was let in by somebody there: called by name.
  await putMembers(
    tx,
    newcomers.map((userid) => ({
      groupId: group.id,
      userid: userid.toLowerCase(),
      reason: 'guest' as const,
      departmentId: null,
      since: now,
      isArchived: false,
    })),
  )
  const newOwner = ownerAfter(group, found)
  const owner = newOwner === null ? {} : await ownedBy(deps, tx, group, newOwner)
  // Whoever said yes has gone himself: others are asked.
  const isNextGone = group.nextOwnerId !== null && !has(found.members, group.nextOwnerId)
  // What was decided came true, and nothing else: whoever has the group on his screen may go on.
  const isNews = newcomers.length > 0 || gone.length > removed.length || newOwner !== null
  const write = isNews ? saveGroup : noteOnGroup
  const deputy = gone.find(({ userid }) => group.deputyId !== null && sameUserid(userid, group.deputyId))
  const written = await write(tx, group, {
    ...(await countMembers(tx, group.id)),
    ...(isNextGone ? { nextOwnerId: null } : {}),
    ...owner,
    // A later decision has a job of its own.
    isApplying: group.version !== read.version,
    trouble: null,
    lookedAt: now,
    // Who was taken out by decision was named in it: nobody has to be told.
    ...(deputy && removed.includes(deputy) ? { deputyId: null } : {}),
  })
  const saved = deputy ? await dropDeputy(deps, tx, written) : written
  if (isNextGone && saved.vacantSince !== null) await offerGroup(deps, tx, saved)
  if (removed.length > 0) await audit(deps, tx, group.id, 'group.members_removed', { count: removed.length })
  if (newOwner !== null) await announceOwner(deps, tx, saved, WORKER)
  await syncGroupCards(deps, tx, group.id, WORKER)
}

/** Whom WeCom shows as owner is the owner: made so by us, or by the one before in the client. Null: the same as before. */
function ownerAfter(group: GroupRow, found: WecomGroup): string | null {
  if (sameUserid(found.ownerId, group.ownerId) || found.ownerId === '') return null
  return group.nextOwnerId === null && group.vacantSince !== null ? null : found.ownerId
}

const audit = (deps: Pick<Deps, 'clock'>, tx: Tx, object: GroupId, action: string, details: Record<string, unknown>) =>
  recordAudit(tx, { at: deps.clock.now(), actor: WORKER, action, object, details })

function groupIdOf(payload: unknown): GroupId {
  const { groupId } = payload as { groupId?: unknown }
  if (typeof groupId !== 'string') throw new Error('A job of this kind without a group')
  return groupId as GroupId
}
