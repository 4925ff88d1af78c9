import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { actorWithRole } from '../../../access/current-actor.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { OwnVersionError, VersionCommandRefusedError } from '../document/policy-errors.ts'
import { advancePolicy, type PolicyRow, type VersionRow } from '../document/policy-queries.ts'
import { titleOfVersion } from '../document/policy-title.ts'
import { closeQuestionsOf } from '../document/question-queries.ts'
import { closeMailings } from '../../notifications/close-mailings.ts'
import { markAllCountsStale } from '../roster/mark-counts-stale-queries.ts'
import { refreshBeforeRead } from '../roster/jobs/refresh-counters.ts'
import { type AuthorDeps, type EditionRef, lockPolicy } from './edit-policy.ts'
import { closeRetirementCards, notifyOfRetirement } from './notify-of-retirement.ts'

type RetireDeps = AuthorDeps & Pick<Deps, 'emit'>

/** The columns that withdraw a request to retire a policy. */
const notAsked = { retireAskedBy: null, retireAskedAt: null, retireReason: '' }

/** Asks a second person to retire a policy that is in force and has no open draft. */
export async function requestRetirement(
  deps: AuthorDeps,
  actor: MemberActor,
  { id, edition, reason }: EditionRef & { reason: string },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const { policy, newest } = await lockPolicy(tx, id, edition)
    await actorWithRole(deps, tx, actor, 'compliance')
    if (!mayAskToRetire(policy, newest)) throw new VersionCommandRefusedError(newest.state, 'retire')
    const retirement = { retireAskedBy: actor.userid, retireAskedAt: deps.clock.now(), retireReason: reason }
    await advancePolicy(tx, id, edition, retirement)
    await notifyOfRetirement(deps, tx, 'policy.retire_review', { version: newest, edition, by: actor.userid })
    await recordAudit(tx, {
      at: deps.clock.now(),
      actor: actor.userid,
      action: 'policy.retire_requested',
      object: id,
      details: { reason: erasableText(deps, reason) },
    })
  })
}

/** Returns whether the policy is in force, has no open draft, and its retirement was not requested yet. */
export const mayAskToRetire = (policy: PolicyRow, newest: VersionRow): boolean =>
  newest.state === 'published' && policy.retireAskedAt === null

/**
 * Retires a policy: nobody has to sign it from now on, texts and signatures stay. Requires a compliance officer or ops
 * lead other than the one who asked. Open questions are closed.
 */
export async function confirmRetirement(
  deps: RetireDeps,
  actor: MemberActor,
  { id, edition }: EditionRef,
): Promise<void> {
  // The board of a retired policy shows its last counts, so stale ones are recounted first, as many as before a read.
  await refreshBeforeRead(deps)
  await deps.db.transaction(async (tx) => {
    const { newest, askedBy } = await lockRequested(tx, { id, edition })
    await actorWithRole(deps, tx, actor, 'policy_approver')
    if (sameUserid(askedBy, actor.userid)) throw new OwnVersionError()
    const at = deps.clock.now()
    await advancePolicy(tx, id, edition, { retiredBy: actor.userid, retiredAt: at })
    // Counts that are still stale, and signatures until now, are counted as of this instant.
    await markAllCountsStale(tx, id)
    const { title } = titleOfVersion(newest.content)
    for (const about of await closeQuestionsOf(tx, id, at))
      await closeMailings(deps, tx, { about, title, by: actor.userid, action: 'retired' })
    await closeRetirementCards(deps, tx, { version: newest, by: actor.userid }, 'retired')
    await notifyOfRetirement(deps, tx, 'policy.retired', { version: newest, edition, by: actor.userid, askedBy })
    const details = { version: newest.id }
    await recordAudit(tx, { at, actor: actor.userid, action: 'policy.retired', object: id, details })
    await deps.emit(tx, 'policy.retired', { policyId: id, at })
  })
}

/** Declines the request, or withdraws one's own, with a reason. The policy stays in force. */
export async function declineRetirement(
  deps: AuthorDeps,
  actor: MemberActor,
  { id, edition, reason }: EditionRef & { reason: string },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const { newest, askedBy } = await lockRequested(tx, { id, edition })
    await actorWithRole(deps, tx, actor, 'compliance')
    await advancePolicy(tx, id, edition, notAsked)
    await closeRetirementCards(deps, tx, { version: newest, by: actor.userid }, 'kept')
    await notifyOfRetirement(deps, tx, 'policy.kept', { version: newest, edition, by: actor.userid, askedBy, reason })
    await recordAudit(tx, {
      at: deps.clock.now(),
      actor: actor.userid,
      action: 'policy.retire_declined',
      object: id,
      details: { reason: erasableText(deps, reason) },
    })
  })
}

/** Locks a policy whose retirement was requested. @throws VersionCommandRefusedError when it was not */
async function lockRequested(tx: Tx, { id, edition }: EditionRef) {
  const { policy, newest } = await lockPolicy(tx, id, edition)
  if (policy.retireAskedBy === null || policy.retiredAt !== null)
    throw new VersionCommandRefusedError(newest.state, 'retire')
  return { newest, askedBy: policy.retireAskedBy }
}
