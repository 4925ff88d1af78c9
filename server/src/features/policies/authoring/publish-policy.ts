import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId, PolicyVersionId } from '@desk/shared/kernel/ids'
import { instantOf } from '@desk/shared/kernel/working-calendar'
import type { PublishBody } from '@desk/shared/policies/authoring-schemas'
import { nextLabel, nextVersionState, requiredNo, type VersionKind } from '@desk/shared/policies/policy-flow'
import type { Tx } from '../../../db/database.ts'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { actorWithRole } from '../../../access/current-actor.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { today } from '../../../access/grant-conditions.ts'
import { markAllCountsStale } from '../roster/mark-counts-stale-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import type { JobHandlers } from '../../../outbox/run-job.ts'
import { type AuthorDeps, isAuthorOf, lockPolicy, requireState } from './edit-policy.ts'
import { closeCards } from './notify-of-version.ts'
import { recordAudienceExtension } from '../roster/policy-entries-queries.ts'
import {
  advancePolicy,
  findVersion,
  insertClauses,
  listClauses,
  lockPolicyRow,
  saveVersion,
  type VersionRow,
} from '../document/policy-queries.ts'
import { OwnWaiverError, PolicyChangedError } from '../document/policy-errors.ts'
import { contentHashOf, languagesOf, publishText } from '../document/version-text.ts'

export type PublishDeps = AuthorDeps & Pick<Deps, 'emit'>

const EFFECTIVE_DATE_TOPIC = 'policy.take_effect'

/**
 * Publishes an approved version, now or on a later day. Returns at once, however many people it binds. Its authors may
 * only publish it as a version that everyone signs.
 */
export async function publishPolicy(
  deps: PublishDeps,
  actor: MemberActor,
  { id, edition, kind, effectiveOn, reason }: PublishBody & { id: PolicyId },
): Promise<void> {
  if (effectiveOn < today(deps)) throw new InvalidInputError('In the past', [{ path: 'effectiveOn', code: 'day.past' }])
  await deps.db.transaction(async (tx) => {
    const { policy, newest } = await lockPolicy(tx, id, edition)
    await actorWithRole(deps, tx, actor, 'compliance')
    const state = requireState(newest, 'publish')
    requireApprovedContent(newest)
    const effectiveKind = policy.currentVersionId === null ? 'major' : kind
    if (effectiveKind !== 'major' && isAuthorOf(newest, actor.userid)) throw new OwnWaiverError()
    const published = { state, kind: effectiveKind, reason, effectiveOn, publishedBy: actor.userid }
    await saveVersion(tx, newest.id, published)
    await advancePolicy(tx, id, edition)
    await closeCards(deps, tx, { version: newest, by: actor.userid }, 'published')
    const details = {
      no: newest.no,
      kind: effectiveKind,
      effectiveOn,
      ...(reason === '' ? {} : { reason: erasableText(deps, reason) }),
    }
    await recordAudit(tx, {
      at: deps.clock.now(),
      actor: actor.userid,
      action: 'policy.published',
      object: id,
      details,
    })
    if (effectiveOn <= today(deps)) return takeEffect(deps, tx, { ...newest, ...published })
    const key = `${EFFECTIVE_DATE_TOPIC}:${newest.id}:${String(edition)}`
    await enqueue(tx, [
      {
        topic: EFFECTIVE_DATE_TOPIC,
        payload: { versionId: newest.id },
        dedupeKey: key,
        // A separate group: the job of an earlier publication, for a later day, must not hold up this one.
        groupKey: key,
        runAt: instantOf(deps.site.timeZone, effectiveOn, 0),
      },
    ])
  })
}

/** Refuses content that was not approved; approvals of an earlier release have no hash. @throws PolicyChangedError */
function requireApprovedContent({ approvedHash, content }: VersionRow): void {
  if (approvedHash !== null && approvedHash !== contentHashOf(content)) throw new PolicyChangedError()
}

/** Makes a scheduled version take effect on its day. */
export const effectiveDateHandlers = (deps: PublishDeps): JobHandlers => ({
  [EFFECTIVE_DATE_TOPIC]: {
    async handle(job) {
      const { versionId } = job.payload as { versionId: PolicyVersionId }
      return (tx) => activateWhenDue(deps, tx, versionId)
    },
  },
})

/**
 * Makes a scheduled version take effect on its day; does nothing when it was returned or rescheduled. Commands on the
 * policy lock it first, so the version is read under that lock.
 */
async function activateWhenDue(deps: PublishDeps, tx: Tx, versionId: PolicyVersionId): Promise<void> {
  const scheduled = await findVersion(tx, versionId)
  if (scheduled) await lockPolicyRow(tx, scheduled.policyId)
  const version = await findVersion(tx, versionId)
  if (!version?.effectiveOn || version.state !== 'scheduled' || version.effectiveOn > today(deps)) return
  await takeEffect(deps, tx, version)
}

/** Makes a version the one in force: writes its text, replaces the version before and emits whom it reaches. */
async function takeEffect(deps: PublishDeps, tx: Tx, version: VersionRow): Promise<void> {
  const policy = await lockPolicyRow(tx, version.policyId)
  const state = nextVersionState(version.state, 'take_effect')
  if (!policy || state === null) throw new Error('The version has no policy or cannot take effect in its state')
  const before = policy.currentVersionId === null ? null : await findVersion(tx, policy.currentVersionId)
  const kind: VersionKind = version.kind ?? 'major'
  const at = deps.clock.now()
  const label = nextLabel(before?.label ?? null, kind)
  const versionInfo = { id: version.id, no: version.no, policyId: policy.id, label, kind }
  const docHashes = await writeText(tx, versionInfo, version, before)
  const requiredSince = before === null || kind === 'major' ? at : before.requiredSince
  const requiresNo = requiredNo(version.no, kind, before)
  await saveVersion(tx, version.id, { state, label, docHashes, requiresNo, publishedAt: at, requiredSince })
  if (before) await saveVersion(tx, before.id, { state: 'superseded' })
  await advancePolicy(tx, policy.id, policy.edition, {
    currentVersionId: version.id,
    audience: version.content.audience,
  })
  const details = { version: version.id, label, kind, docHashes }
  await recordAudit(tx, { at, actor: 'system:policies', action: 'policy.in_force', object: policy.id, details })
  await markAllCountsStale(tx, policy.id)
  const requiresSignature = before === null || kind === 'major'
  if (!requiresSignature && policy.audience !== null)
    await recordAudienceExtension(deps, tx, policy.id, { before: policy.audience, now: version.content.audience })
  const reach = kind === 'no_resign' ? 'silent' : requiresSignature ? 'asked' : 'told'
  await deps.emit(tx, 'policy.in_force', { policyId: policy.id, versionId: version.id, reach })
}

/** Writes the text of a version in every language. Returns the hashes of the texts. */
async function writeText(
  tx: Tx,
  versionInfo: { id: PolicyVersionId; no: number; policyId: PolicyId; label: string; kind: VersionKind },
  version: VersionRow,
  before: VersionRow | null,
): Promise<VersionRow['docHashes']> {
  const hashes: VersionRow['docHashes'] = {}
  const since = new Map<string, number>()
  for (const language of languagesOf(version.content)) {
    const old = before ? await listClauses(tx, before.id, language) : []
    const { rows, docHash } = publishText(versionInfo, version.content, language, old)
    // A new language requires what the first language requires: no one has signed in it before.
    const isNew = before !== null && old.length === 0
    const clauseRows = isNew
      ? rows.map((row) => ({ ...row, requiredSinceNo: since.get(row.clauseId) ?? row.requiredSinceNo }))
      : rows
    for (const { clauseId, requiredSinceNo } of clauseRows)
      if (!since.has(clauseId)) since.set(clauseId, requiredSinceNo)
    await insertClauses(tx, clauseRows)
    hashes[language] = docHash
  }
  return hashes
}
