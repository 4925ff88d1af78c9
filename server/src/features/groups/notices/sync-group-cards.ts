import { type GroupId, sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import type { GroupStepDeps } from '../model/group-deps.ts'
import {
  listOpenGroupCards,
  listOpenReports,
  listOpenJoinRequests,
  type OpenCardRow,
} from '../model/open-card-queries.ts'
import { closeCards } from './close-cards.ts'
import { findGroupRow, type GroupRow, listArchivedMembers, listGroupMembers } from '../model/group-queries.ts'
import { listUseridsWithOpenOffer } from '../model/ownership-offer-queries.ts'
import { inCharge } from '../model/responsible-people.ts'
import { enqueueGroupNotice, type GroupNotice } from './enqueue-group-notice.ts'

type OwnerTask = Omit<GroupNotice, 'groupId' | 'userid'> & { again: string }

const isAbout = (card: OpenCardRow, { groupId, text, userid, again }: GroupNotice & { again: string }): boolean =>
  card.asks === text && sameUserid(card.userid, userid) && card.objectId.startsWith(`${groupId}:${again}`)

/**
 * Updates the cards of a group after a change. Every open task has one card for each person in charge; cards of
 * finished tasks are overwritten. `actor` gets no card about a checklist that their own change requires. `leaderChangedAt`:
 * when somebody else became in charge, possibly again: a card of theirs that was closed meanwhile is replaced by a new one.
 */
export async function syncGroupCards(
  deps: GroupStepDeps,
  tx: Tx,
  id: GroupId,
  actor: string,
  leaderChangedAt: Date | null = null,
): Promise<void> {
  const group = await findGroupRow(tx, id)
  if (!group) return
  const tasks = group.state === 'declared' ? [] : await openTasksOf(tx, group)
  const people = tasks.length === 0 ? [] : await inCharge({ ...deps, db: tx }, group)
  const open = leaderChangedAt === null ? [] : await listOpenGroupCards(tx, id)
  for (const task of tasks)
    for (const userid of people) {
      const notice = { ...task, groupId: id, userid }
      const isNew = await enqueueGroupNotice(deps, tx, notice)
      if (isNew || leaderChangedAt === null || open.some((card) => isAbout(card, notice))) continue
      await enqueueGroupNotice(deps, tx, { ...notice, again: `${task.again}:${leaderChangedAt.toISOString()}` })
    }
  if (leaderChangedAt !== null && group.state === 'charter' && group.vacantSince === null)
    await requestSignatureAgain(deps, tx, group, open, leaderChangedAt)
  const checklist = await checklistTask(tx, group)
  if (checklist)
    for (const userid of group.nextOwnerId === null ? await inCharge({ ...deps, db: tx }, group) : [group.nextOwnerId])
      if (!sameUserid(userid, actor)) await enqueueGroupNotice(deps, tx, { ...checklist, groupId: id, userid })
  await closeCards(deps, tx, group)
}

/** Asks the owner who is back for the signature again, unless the card that asked them first is still open. */
async function requestSignatureAgain(
  deps: GroupStepDeps,
  tx: Tx,
  { id: groupId, name, ownerId: userid }: GroupRow,
  open: readonly OpenCardRow[],
  at: Date,
): Promise<void> {
  const notice = { event: 'group.charter', text: 'group.charter', groupId, userid, values: { name } } as const
  if (open.some((card) => isAbout(card, { ...notice, again: '' }))) return
  await enqueueGroupNotice(deps, tx, { ...notice, again: at.toISOString() })
}

async function openTasksOf(tx: Tx, group: GroupRow): Promise<OwnerTask[]> {
  const { id, name, state, reviewOpenedAt, goneCount, vacantSince, nextOwnerId, deputyId } = group
  const reports = (await listOpenReports(tx, id)).filter(({ recipient }) => recipient === 'owner')
  const isOpen = state === 'charter' || state === 'active'
  // While an owner is sought, no review is requested: whoever takes the group over is asked for it afterwards.
  const isVacant = vacantSince !== null && nextOwnerId === null
  const asksForOwner = isVacant && (deputyId === null || (await listUseridsWithOpenOffer(tx, id)).length > 0)
  const joinRequests = isOpen ? await listOpenJoinRequests(tx, id) : []
  return [
    ...(isOpen && !asksForOwner && reviewOpenedAt !== null
      ? [
          {
            event: 'group.review' as const,
            text: 'group.review' as const,
            values: { name, count: String(goneCount) },
            again: reviewOpenedAt.toISOString(),
          },
        ]
      : []),
    ...joinRequests.map(({ userid, name: person, askedAt }) => ({
      event: 'group.wish' as const,
      text: 'group.wish' as const,
      values: { name, person },
      again: `${userid}:${askedAt.toISOString()}`,
    })),
    ...reports.map((report) => ({
      event: 'group.reported' as const,
      text: 'group.reported' as const,
      values: { name },
      again: report.id,
    })),
  ]
}

/** Returns the checklist card of a group that the app did not create; each decision leads to a new card. */
async function checklistTask(tx: Tx, group: GroupRow): Promise<OwnerTask | null> {
  if (group.chatId !== null || !group.isApplying || group.state === 'gone') return null
  const removals = (await listGroupMembers(tx, group.id)).map(({ removeAt }) => removeAt?.getTime() ?? 0)
  // Members who were removed by the archive return with a restoration.
  const returns = (await listArchivedMembers(tx, group.id)).map(({ leftAt }) => leftAt?.getTime() ?? 0)
  const decidedAt = Math.max(0, ...removals, ...returns, group.archivedAt?.getTime() ?? 0)
  return {
    event: 'group.checklist',
    text: 'group.checklist',
    values: { name: group.name },
    again: `${String(decidedAt)}:${group.nextOwnerId ?? ''}`,
  }
}
