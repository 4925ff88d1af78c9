import { archivedName } from '@desk/shared/groups/naming'
import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { type GroupId, sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import { type AuditEntry, recordAudit } from '../../../kernel/audit/record-audit.ts'
import { JobDeferredError } from '../../../outbox/job-deferred-error.ts'
import { JobRetryError } from '../../../outbox/job-retry-error.ts'
import { type Checkpoint, type JobHandler, noWrites, type ResultWrites } from '../../../outbox/run-job.ts'
import type { GroupChange, WecomGroup } from '../../../ports/wecom-groups.ts'
import type { GroupEffectDeps, GroupStepDeps } from '../model/group-deps.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { endJoinRequest } from '../model/join-request-queries.ts'
import { listOpenJoinRequests } from '../model/open-card-queries.ts'
import { endOffers } from '../model/ownership-offer-queries.ts'
import { offerUnlessAsked } from '../ownership/offer-ownership.ts'
import { enqueueApplying } from '../registry/change-group.ts'
import { isKnownToOwner, removeDeputy } from '../registry/remove-deputy.ts'
import { DISSOLVED, endGroup } from '../registry/end-group.ts'
import { guestRow } from '../registry/register-group.ts'
import {
  countMembers,
  type GroupMemberRow,
  type GroupRow,
  listArchivedMembers,
  listGroupMembers,
  lockGroup,
  patchGroup,
  patchMembers,
  putMembers,
  requireGroupRow,
  saveGroup,
} from '../model/group-queries.ts'
import { findReturning, type Returning } from '../model/find-returning.ts'
import { syncGroupCards } from '../notices/sync-group-cards.ts'
import { closeEmptyReview } from '../review/open-review.ts'
import { announceOwner, ownerPatch } from './change-owner.ts'
import { UNKNOWN_MEMBER_CODES, listUnknownMembers } from './unknown-members.ts'

/** The member list changed between reading and writing; it is read again, a limited number of times. */
const LIST_CHANGED = 86216
const RETRY_LATER_MS = 10 * MINUTE_MS
/** Trouble code: WeCom accepted a change but does not show it. */
const DIFFERS = 'read_back_differs'
/** Audit actor of changes that this job read in WeCom. */
export const WORKER = 'system:groups.apply'

/**
 * Applies the registry to WeCom: name, owner, removed and returning members. Reads first, writes only the difference,
 * then reads again, so that a repeated run changes nothing. What it reads is stored in the registry.
 */
export function applyGroup(deps: GroupEffectDeps): JobHandler {
  return {
    async handle(job, checkpoint) {
      const group = await requireGroupRow(deps.db, groupIdOf(job.payload))
      if (group.chatId === null || group.state === 'gone') return noWrites
      try {
        return await reconcile(deps, checkpoint, group, group.chatId)
      } catch (error) {
        if (!(error instanceof WecomRefusedError)) throw error
        if (error.errcode === DISSOLVED) return (tx) => endGroup(deps, tx, group.id, 'dissolved')
        if (error.errcode === LIST_CHANGED) throw new JobRetryError(String(error.errcode))
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
      const current = await deps.wecom.findGroup(group.chatId)
      return current === null ? null : changeOf(group, await peopleOf(deps, group), current) === null
    },
    async requeue(tx, job) {
      const group = await lockGroup(tx, groupIdOf(job.payload))
      if (group) await saveGroup(tx, group, { trouble: null, isApplying: true })
    },
  }
}

async function reconcile(
  deps: GroupEffectDeps,
  checkpoint: Checkpoint,
  group: GroupRow,
  chatId: string,
): Promise<ResultWrites> {
  const people = await peopleOf(deps, group)
  const before = await deps.wecom.findGroup(chatId)
  if (!before) return (tx) => endGroup(deps, tx, group.id, 'dissolved')
  const change = changeOf(group, people, before)
  if (!change) return (tx) => storeReading(deps, tx, group, before, people)
  deps.failPoints.hit('group.changing')
  const accepted = await sendChange(deps, { group, people, before, change })
  deps.failPoints.hit('group.changed')
  const after = await deps.wecom.findGroup(chatId)
  if (!after) return (tx) => endGroup(deps, tx, group.id, 'dissolved')
  if (changeOf(group, accepted, after) === null) return (tx) => storeReading(deps, tx, group, after, accepted)
  await checkpoint(async (tx) => {
    const locked = await lockGroup(tx, group.id)
    // A repetition finds nothing new: it keeps the version, so that a displayed version stays valid.
    const write = locked?.trouble === DIFFERS ? patchGroup : saveGroup
    if (locked) await write(tx, locked, { trouble: DIFFERS, lookedAt: deps.clock.now() })
  })
  throw new JobDeferredError(DIFFERS, new Date(deps.clock.now().getTime() + RETRY_LATER_MS))
}

type Difference = { group: GroupRow; people: People; before: WecomGroup; change: GroupChange }

/** Sends the difference; if WeCom does not know some people, again without them. Returns the people without those. */
async function sendChange(deps: Pick<Deps, 'wecom'>, { group, people, before, change }: Difference): Promise<People> {
  try {
    await deps.wecom.changeGroup(before.chatId, change)
    return people
  } catch (error) {
    if (!(error instanceof WecomRefusedError) || !UNKNOWN_MEMBER_CODES.includes(error.errcode)) throw error
    const unknown = await listUnknownMembers(deps, change.add ?? [])
    if (unknown.length === 0) throw error
    const accepted = {
      ...people,
      returning: people.returning.filter(({ userid }) => !includes(unknown, userid)),
      leftOut: [...people.leftOut, ...unknown],
    }
    const rest = changeOf(group, accepted, before)
    if (rest) await deps.wecom.changeGroup(before.chatId, rest)
    return accepted
  }
}

type PeopleDeps = Pick<Deps, 'db' | 'clock' | 'site'>

async function peopleOf(deps: PeopleDeps, group: GroupRow): Promise<People> {
  const members = await listGroupMembers(deps.db, group.id)
  return {
    leaving: members.filter((member) => member.removeAt !== null && !isUndoable(deps, member)),
    ...(await findReturning(deps, group)),
  }
}

type People = Returning & { leaving: readonly GroupMemberRow[] }

/** Returns whether the removal of this member was decided in a review that can still be undone. */
const isUndoable = ({ clock, site }: Pick<Deps, 'clock' | 'site'>, { removeAt, isArchived }: GroupMemberRow) =>
  !isArchived && removeAt !== null && clock.now().getTime() < removeAt.getTime() + site.undoMs

const includes = (list: readonly string[], userid: string) => list.some((listed) => sameUserid(listed, userid))

/** Returns the change that makes the group in WeCom match the registry; null when it matches already. */
function changeOf(group: GroupRow, people: People, current: WecomGroup): GroupChange | null {
  const name = group.state === 'archived' ? archivedName(group.name) : group.name
  const owner = group.nextOwnerId ?? group.ownerId
  const leaving = new Set(people.leaving.map(({ userid }) => userid))
  const add = people.returning.map(({ userid }) => userid).filter((userid) => !includes(current.members, userid))
  // WeCom accepts only a member as owner; a person who did not accept is not made owner.
  const changesOwner =
    group.nextOwnerId !== null && includes(current.members, owner) && !sameUserid(current.ownerId, owner)
  // The group's owner in WeCom is removed only together with the change to another owner (86005, doc 98913).
  const owners = changesOwner ? [owner] : [owner, current.ownerId]
  const remove = current.members.filter((userid) => leaving.has(userid.toLowerCase()) && !includes(owners, userid))
  const change = {
    ...(current.name === name ? {} : { name }),
    ...(changesOwner ? { ownerId: owner } : {}),
    ...(add.length === 0 ? {} : { add }),
    ...(remove.length === 0 ? {} : { remove }),
  }
  return Object.keys(change).length === 0 ? null : change
}

/** Stores in the registry what was read from WeCom, including changes that members made there. */
async function storeReading(
  deps: GroupStepDeps,
  tx: Tx,
  read: GroupRow,
  found: WecomGroup,
  { leftOut }: People,
): Promise<void> {
  const group = await lockGroup(tx, read.id)
  if (!group || group.state === 'gone') return
  const now = deps.clock.now()
  const { members, missing, removed, newcomers } = await storeMembers(tx, group, found, now)
  // Members who were left out do not return with a later restoration, so they are no longer marked as archived.
  await patchMembers(tx, group.id, leftOut, { isArchived: false })
  const newOwner = ownerAfter(group, found)
  const owner = newOwner === null ? {} : await ownerPatch(deps, tx, group, newOwner)
  // If the next owner has left the group, its ownership is offered to others.
  const isNextGone = group.nextOwnerId !== null && !includes(found.members, group.nextOwnerId)
  // Without other changes the version stays, so that a displayed version stays valid.
  const hasOtherChanges = newcomers.length > 0 || missing.length > removed.length || newOwner !== null
  const write = hasOtherChanges ? saveGroup : patchGroup
  const deputy = missing.find(({ userid }) => group.deputyId !== null && sameUserid(userid, group.deputyId))
  const written = await write(tx, group, {
    ...(await countMembers(tx, group.id)),
    ...(isNextGone ? { nextOwnerId: null } : {}),
    ...owner,
    // Something was saved meanwhile, or a removal can still be undone.
    isApplying:
      group.version !== read.version || members.some((member) => isUndoable(deps, member) && !missing.includes(member)),
    trouble: null,
    lookedAt: now,
    ...(deputy && removed.includes(deputy) && isKnownToOwner(group, deputy) ? { deputyId: null } : {}),
  })
  const saved = deputy ? await removeDeputy(deps, tx, written) : written
  // What was saved meanwhile may have no job of its own: the next run ends `isApplying`.
  if (group.version !== read.version) await enqueueApplying(tx, saved, now)
  const missingUserids = missing.map(({ userid }) => userid)
  const wasAsked = await endOffers(tx, group.id, missingUserids, now)
  if (isNextGone || wasAsked) await offerUnlessAsked(deps, tx, saved)
  if (removed.length > 0) await audit(deps, tx, group.id, 'group.members_removed', { count: removed.length })
  if (newOwner !== null) await announceOwner(deps, tx, saved, WORKER)
  await closeEmptyReview(deps, tx, saved)
  await syncGroupCards(deps, tx, group.id, WORKER)
}

/** Stores the members that WeCom shows. Returns who is missing, which of them were to be removed, and who is new. */
async function storeMembers(tx: Tx, group: GroupRow, found: WecomGroup, now: Date) {
  const members = await listGroupMembers(tx, group.id)
  const missing = members.filter(({ userid }) => !includes(found.members, userid))
  const removed = missing.filter(({ removeAt }) => removeAt !== null)
  await patchMembers(
    tx,
    group.id,
    missing.map(({ userid }) => userid),
    { leftAt: now },
  )
  const returning = group.state === 'archived' ? [] : await listArchivedMembers(tx, group.id)
  const returned = returning.filter(({ userid }) => includes(found.members, userid)).map(({ userid }) => userid)
  await patchMembers(tx, group.id, returned, { leftAt: null, isArchived: false, removeAt: null, removeBy: null })
  const recorded = [...members.map(({ userid }) => userid), ...returning.map(({ userid }) => userid)]
  const newcomers = found.members.filter((userid) => !includes(recorded, userid))
  // A person who is in the group by now, for example by an invitation in WeCom, no longer needs an answer.
  for (const { userid } of await listOpenJoinRequests(tx, group.id))
    if (includes(found.members, userid)) await endJoinRequest(tx, group.id, userid, now)
  await putMembers(
    tx,
    newcomers.map((userid) => guestRow(group.id, userid, now)),
  )
  return { members, missing, removed, newcomers }
}

/** Returns the new owner that WeCom shows, set by this app or by the previous owner in WeCom; null when unchanged. */
function ownerAfter(group: GroupRow, found: WecomGroup): string | null {
  if (sameUserid(found.ownerId, group.ownerId) || found.ownerId === '') return null
  // While a group is offered, an owner whom WeCom chose is not adopted: nobody asked them. An archived group is not offered.
  const isOffered = group.nextOwnerId === null && group.vacantSince !== null && group.state !== 'archived'
  return isOffered ? null : found.ownerId
}

const audit = (
  deps: Pick<Deps, 'clock'>,
  tx: Tx,
  object: GroupId,
  action: AuditEntry['action'],
  details: Record<string, unknown>,
) => recordAudit(tx, { at: deps.clock.now(), actor: WORKER, action, object, details })

function groupIdOf(payload: unknown): GroupId {
  const { groupId } = payload as { groupId?: unknown }
  if (typeof groupId !== 'string') throw new Error('A group job without a group id')
  return groupId as GroupId
}
