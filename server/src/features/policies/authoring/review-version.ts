import type { MemberActor } from '@desk/shared/identity/actor'
import { actorWithRole } from '../../../access/current-actor.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { OwnVersionError, PolicyChangedError } from '../document/policy-errors.ts'
import { advancePolicy, saveVersion } from '../document/policy-queries.ts'
import { contentHashOf } from '../document/version-text.ts'
import { type AuthorDeps, type EditionRef, isAuthorOf, lockPolicy, requireState, unapproved } from './edit-policy.ts'
import { closeCards, notifyAuthors } from './notify-of-version.ts'

type Approval = EditionRef & { contentHash: string; comment?: string }

/** Approves exactly the content that the caller saw. Requires a compliance officer or ops lead who wrote no part of it. */
export async function approveVersion(
  deps: AuthorDeps,
  actor: MemberActor,
  { id, edition, contentHash, comment = '' }: Approval,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const { newest } = await lockPolicy(tx, id, edition)
    await actorWithRole(deps, tx, actor, 'policy_approver')
    const state = requireState(newest, 'approve')
    if (isAuthorOf(newest, actor.userid)) throw new OwnVersionError()
    if (contentHashOf(newest.content) !== contentHash) throw new PolicyChangedError()
    const approval = { approvedBy: actor.userid, approvedAt: deps.clock.now(), approvalComment: comment }
    await saveVersion(tx, newest.id, { state, ...approval, approvedHash: contentHash })
    await advancePolicy(tx, id, edition)
    await closeCards(deps, tx, { version: newest, by: actor.userid }, 'approved')
    await notifyAuthors(deps, tx, 'policy.approved', { version: newest, edition, by: actor.userid })
    const details = { no: newest.no, contentHash, ...(comment === '' ? {} : { comment: erasableText(deps, comment) }) }
    await recordAudit(tx, { at: deps.clock.now(), actor: actor.userid, action: 'policy.approved', object: id, details })
  })
}

/** Returns a version to its authors with a reason, even one that is scheduled. */
export async function sendBackVersion(
  deps: AuthorDeps,
  actor: MemberActor,
  { id, edition, reason }: EditionRef & { reason: string },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const { newest } = await lockPolicy(tx, id, edition)
    await actorWithRole(deps, tx, actor, 'compliance')
    const state = requireState(newest, 'send_back')
    const returned = { returnReason: reason, returnedBy: actor.userid }
    await saveVersion(tx, newest.id, { state, ...returned, ...unapproved, effectiveOn: null })
    await advancePolicy(tx, id, edition)
    await closeCards(deps, tx, { version: newest, by: actor.userid }, 'returned')
    await notifyAuthors(deps, tx, 'policy.returned', { version: newest, edition, by: actor.userid })
    await recordAudit(tx, {
      at: deps.clock.now(),
      actor: actor.userid,
      action: 'policy.sent_back',
      object: id,
      details: { no: newest.no, reason: erasableText(deps, reason) },
    })
  })
}
