import type { MemberActor } from '@desk/shared/identity/actor'
import { type DeclineReason, declineReasons, type GivenDecline } from '@desk/shared/groups/decline-reasons'
import type { AcceptanceBody, GroupView } from '@desk/shared/groups/group-schemas'
import type { GroupId } from '@desk/shared/kernel/ids'
import { typed } from '../../../kernel/audit/erasable-text.ts'
import type { GroupDeps, GroupStepDeps } from '../model/group-deps.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'
import { changeGroup, type GroupTransition, type GroupCommandContext } from '../registry/change-group.ts'
import { dropGrams } from '../model/group-queries.ts'
import { closeOffers } from '../model/ownership-offer-queries.ts'
import { askForSignature, charterDue, notifyDeputy } from '../registry/register-group.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'

/** A declared group is one of the department's, and its owner signs for it; or it is none, for a reason that he reads. */
export const acceptGroup = (
  deps: GroupDeps,
  actor: MemberActor,
  { id, ...given }: AcceptanceBody & { id: GroupId },
): Promise<GroupView> => {
  const command = given.accept ? 'accept' : 'reject'
  return changeGroup(deps, actor, { id, version: given.version, command }, (scene) =>
    given.accept ? accepted(deps, scene) : declined(deps, scene, given.reason),
  )
}

async function accepted(deps: GroupStepDeps, { tx, now }: GroupCommandContext): Promise<GroupTransition> {
  return {
    patch: { charterRung: 0, charterDueAt: await charterDue(deps, tx, now) },
    async follow(saved) {
      if (saved.vacantSince === null) await askForSignature(deps, tx, saved)
      await notifyDeputy(deps, tx, saved)
    },
  }
}

/** Cards are read in WeCom, in Chinese; the page follows the reader's language. */
const cardWords = {
  not_ours: '不是本部门的群',
  not_needed: '不需要单独的群',
  join_existing: '已有类似的群',
} as const satisfies Record<Exclude<DeclineReason, 'other'>, string>

const onCard = ({ code, text }: GivenDecline): string =>
  code === 'other' ? text : [cardWords[code], text].filter((part) => part !== '').join('，')

async function declined(
  deps: NoticeDeps,
  { tx, group, actor, now }: GroupCommandContext,
  reason: GivenDecline,
): Promise<GroupTransition> {
  await dropGrams(tx, group.id)
  await closeOffers(tx, group.id, now)
  const { clause } = declineReasons[reason.code]
  return {
    patch: { charterDueAt: null, declined: { ...reason, clause, by: actor.userid, at: now.toISOString() } },
    details: { code: reason.code, text: typed(deps, reason.text), clause },
    follow: (saved) =>
      enqueueGroupNotice(deps, tx, {
        event: 'group.declared',
        text: 'group.rejected',
        groupId: saved.id,
        userid: saved.ownerId,
        values: { name: saved.name, reason: onCard(reason) },
      }),
  }
}
