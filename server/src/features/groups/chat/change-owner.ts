import { type GroupId, sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { WecomDeferredError, WecomRefusedError } from '../../../kernel/app-error.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { type JobHandler, noWrites } from '../../../outbox/run-job.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'
import { findGroupRow, type GroupPatch, type GroupRow, listGroupMembers } from '../model/group-queries.ts'
import { requestSignature, resetCharter } from '../registry/register-group.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'

export const ANNOUNCE_TOPIC = 'groups.say'

/**
 * Returns the columns to write when a group gets another owner. The signature of the earlier owner does not count for
 * the new one.
 */
export async function ownerPatch(
  deps: Pick<Deps, 'clock' | 'holidays' | 'site'>,
  tx: Tx,
  group: GroupRow,
  ownerId: string,
): Promise<GroupPatch> {
  const isDeputy = group.deputyId !== null && sameUserid(group.deputyId, ownerId)
  return {
    ownerId,
    nextOwnerId: null,
    vacantSince: null,
    ...(isDeputy ? { deputyId: null } : {}),
    // The due date of a declared group is that of its acceptance, which precedes the signature.
    ...(group.state === 'declared' ? {} : await resetCharter(deps, tx, group.state)),
  }
}

/** Requests the new owner's signature and notifies the members of the change. */
export async function announceOwner(deps: NoticeDeps, tx: Tx, group: GroupRow, actor: string): Promise<void> {
  const at = deps.clock.now()
  const details = { owner: group.ownerId }
  await recordAudit(tx, { at, actor, action: 'group.owner_changed', object: group.id, details })
  if (group.state === 'charter') await requestSignature(deps, tx, group)
  const owner = (await memberNames(tx, [group.ownerId]))(group.ownerId).name
  if (group.chatId !== null) await enqueueAnnouncement(deps, tx, group)
  const others = group.chatId === null ? await listGroupMembers(tx, group.id) : [{ userid: group.deputyId }]
  for (const { userid } of others)
    if (userid !== null && !sameUserid(userid, group.ownerId))
      await enqueueGroupNotice(deps, tx, {
        event: 'group.owner',
        text: 'group.owner',
        groupId: group.id,
        userid,
        values: { name: group.name, owner },
        again: at.toISOString(),
      })
}

async function enqueueAnnouncement(deps: Pick<Deps, 'clock'>, tx: Tx, { id, ownerId }: GroupRow): Promise<void> {
  const runAt = deps.clock.now()
  const dedupeKey = `${ANNOUNCE_TOPIC}:${id}:${runAt.toISOString()}`
  await enqueue(tx, [
    { topic: ANNOUNCE_TOPIC, payload: { groupId: id, ownerId }, dedupeKey, groupKey: dedupeKey, runAt },
  ])
}

/** Posts one line in the group itself: a card for each of up to 2,000 members would use up their daily budget. */
export const announcementHandler = (deps: Pick<Deps, 'db' | 'wecom'>): JobHandler => ({
  async handle(job) {
    const { groupId, ownerId } = job.payload as { groupId: GroupId; ownerId: string }
    const group = await findGroupRow(deps.db, groupId)
    if (group?.chatId && group.state !== 'gone' && sameUserid(group.ownerId, ownerId)) {
      const owner = (await memberNames(deps.db, [ownerId]))(ownerId).name
      try {
        await deps.wecom.speakInGroup(group.chatId, `群主已更换为${owner}`)
      } catch (error) {
        // The change itself is done and read back; only the announcement is missing.
        if (!(error instanceof WecomRefusedError) || error instanceof WecomDeferredError) throw error
      }
    }
    return noWrites
  },
})
