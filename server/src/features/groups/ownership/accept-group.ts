import type { MemberActor } from '@desk/shared/identity/actor'
import { type DeclineReason, declineReasons, type GivenDecline } from '@desk/shared/groups/decline-reasons'
import type { AcceptanceBody, GroupView } from '@desk/shared/groups/group-schemas'
import type { GroupId } from '@desk/shared/kernel/ids'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import type { GroupDeps } from '../model/group-deps.ts'
import { changeGroup, type GroupContext, saveChange } from '../registry/change-group.ts'
import { deleteGrams } from '../model/group-queries.ts'
import { closeOffers } from '../model/ownership-offer-queries.ts'
import { requestSignature, charterDue, notifyDeputy } from '../registry/register-group.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'

/** Accepts a declared group as the department's, or rejects it with a reason that its owner reads. */
export const acceptGroup = (
  deps: GroupDeps,
  caller: MemberActor,
  { id, ...decision }: AcceptanceBody & { id: GroupId },
): Promise<GroupView> => {
  const command = decision.accept ? 'accept' : 'reject'
  return changeGroup(deps, caller, { id, version: decision.version, command }, (context) =>
    decision.accept ? accept(deps, context) : reject(deps, context, decision.reason),
  )
}

async function accept(deps: GroupDeps, context: GroupContext): Promise<void> {
  const { tx, now } = context
  const patch = { charterEscalationStep: 0, charterDueAt: await charterDue(deps, tx, now) }
  const saved = await saveChange(context, { patch })
  if (saved.vacantSince === null) await requestSignature(deps, tx, saved)
  await notifyDeputy(deps, tx, saved)
}

/** Cards are in Chinese, because they are read in WeCom; the page follows the reader's language. */
const reasonText = {
  not_ours: '不是本部门的群',
  not_needed: '不需要单独的群',
  join_existing: '已有类似的群',
} as const satisfies Record<Exclude<DeclineReason, 'other'>, string>

const cardText = ({ code, text }: GivenDecline): string =>
  code === 'other' ? text : [reasonText[code], text].filter((part) => part !== '').join('，')

async function reject(deps: GroupDeps, context: GroupContext, reason: GivenDecline): Promise<void> {
  const { tx, group, actor, now } = context
  await deleteGrams(tx, group.id)
  await closeOffers(tx, group.id, now)
  const { clause } = declineReasons[reason.code]
  const saved = await saveChange(context, {
    patch: { charterDueAt: null, declined: { ...reason, clause, by: actor.userid, at: now.toISOString() } },
    details: { code: reason.code, text: erasableText(deps, reason.text), clause },
  })
  await enqueueGroupNotice(deps, tx, {
    event: 'group.declared',
    text: 'group.rejected',
    groupId: saved.id,
    userid: saved.ownerId,
    values: { name: saved.name, reason: cardText(reason) },
  })
}
