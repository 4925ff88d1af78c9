import type { GroupId } from '@desk/shared/kernel/ids'
import { WecomHeldBackError, WecomRefusedError } from '../../../kernel/app-error.ts'
import { memberNames } from '../../../directory/member-names.ts'
import type { Checkpoint } from '../../../outbox/run-job.ts'
import type { SendDeps } from '../../notifications/notice-deps.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { lockGroup, requireGroupRow, type GroupRow, saveGroup } from '../model/group-queries.ts'

/** A lost answer is followed by one more try: in a group nothing keeps the same words from standing there twice. */
const MOST_TRIES = 2

/**
 * The first message, without which some clients do not show the group (doc 90245): what it is for, who answers for it,
 * until when. Each try is counted before it is made.
 */
export async function greet(deps: SendDeps, checkpoint: Checkpoint, id: GroupId): Promise<void> {
  const group = await requireGroupRow(deps.db, id)
  if (group.chatId === null || group.greetings >= MOST_TRIES || group.greetings < 0) return
  await checkpoint(async (tx) => {
    const locked = await lockGroup(tx, id)
    if (locked) await saveGroup(tx, locked, { greetings: locked.greetings + 1 })
  })
  deps.failPoints.hit('group.greeting')
  try {
    await deps.wecom.speakInGroup(group.chatId, await words(deps, group))
  } catch (error) {
    // The group is there and works; that it was not greeted is no reason to call it failed.
    if (error instanceof WecomRefusedError && !(error instanceof WecomHeldBackError)) return
    throw error
  }
  await checkpoint(async (tx) => {
    const locked = await lockGroup(tx, id)
    if (locked) await saveGroup(tx, locked, { greetings: GREETED })
  })
}

/** Answered: never again. */
const GREETED = -1

async function words(deps: Pick<Deps, 'db' | 'site'>, group: GroupRow): Promise<string> {
  const people = await memberNames(deps.db, [group.ownerId, ...(group.deputyId === null ? [] : [group.deputyId])])
  const deputy = group.deputyId === null ? '' : `，副群主 ${people(group.deputyId).name}`
  return [
    `这个群是做什么的：${group.purpose}`,
    `群主 ${people(group.ownerId).name}${deputy}`,
    `成员 ${String(group.memberCount)} 人，理由不在了会请群主清理`,
    ...(group.expiresOn === null ? [] : [`用到 ${group.expiresOn}，到期前会问要不要续`]),
    `群的资料和举报：${deps.site.publicUrl}/groups/${group.id}`,
  ].join('\n')
}
