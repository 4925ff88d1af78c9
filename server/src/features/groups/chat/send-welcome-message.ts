import type { GroupId } from '@desk/shared/kernel/ids'
import { WecomDeferredError, WecomRefusedError } from '../../../kernel/app-error.ts'
import { memberNames } from '../../../directory/member-names.ts'
import type { Checkpoint } from '../../../outbox/run-job.ts'
import type { SendDeps } from '../../notifications/notice-deps.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { lockGroup, requireGroupRow, type GroupRow, saveGroup } from '../model/group-queries.ts'

/** A lost response leads to one more attempt only, because WeCom does not reject a repeated message in a group. */
const MAX_ATTEMPTS = 2
/** Value of `welcomeAttempts` after the message was sent: no further attempt. */
const SENT = -1

/**
 * Sends the first message, without which some clients do not show the group (doc 90245): its purpose, who is
 * responsible, until when. Each attempt is counted before the call.
 */
export async function sendWelcomeMessage(deps: SendDeps, checkpoint: Checkpoint, id: GroupId): Promise<void> {
  const group = await requireGroupRow(deps.db, id)
  if (group.chatId === null || group.welcomeAttempts >= MAX_ATTEMPTS || group.welcomeAttempts === SENT) return
  await checkpoint(async (tx) => {
    const locked = await lockGroup(tx, id)
    if (locked) await saveGroup(tx, locked, { welcomeAttempts: locked.welcomeAttempts + 1 })
  })
  deps.failPoints.hit('group.greeting')
  try {
    await deps.wecom.speakInGroup(group.chatId, await welcomeText(deps, group))
  } catch (error) {
    // The group exists and works: a missing welcome message does not fail its creation.
    if (error instanceof WecomRefusedError && !(error instanceof WecomDeferredError)) return
    throw error
  }
  await checkpoint(async (tx) => {
    const locked = await lockGroup(tx, id)
    if (locked) await saveGroup(tx, locked, { welcomeAttempts: SENT })
  })
}

async function welcomeText(deps: Pick<Deps, 'db' | 'site'>, group: GroupRow): Promise<string> {
  const people = await memberNames(deps.db, [group.ownerId, ...(group.deputyId === null ? [] : [group.deputyId])])
  const deputy = group.deputyId === null ? '' : `，副群主 ${people(group.deputyId).name}`
  return [
    `群的用途：${group.purpose}`,
    `群主 ${people(group.ownerId).name}${deputy}`,
    `成员 ${String(group.memberCount)} 人，入群理由失效后由群主清理`,
    ...(group.expiresOn === null ? [] : [`有效期至 ${group.expiresOn}，到期前提醒续期`]),
    `群资料和违规反映：${deps.site.publicUrl}/groups/${group.id}`,
  ].join('\n')
}
