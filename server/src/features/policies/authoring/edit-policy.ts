import type { MemberActor } from '@desk/shared/identity/actor'
import { type PolicyId, sameUserid } from '@desk/shared/kernel/ids'
import type { DraftSaveBody } from '@desk/shared/policies/authoring-schemas'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import { nextVersionState, type VersionCommand } from '@desk/shared/policies/policy-flow'
import type { Tx } from '../../../db/database.ts'
import { actorWithRole } from '../../../access/current-actor.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { type AuditEntry, recordAudit } from '../../../kernel/audit/record-audit.ts'
import { withStoredFiles } from './policy-files.ts'
import { PolicyChangedError, PolicyNotFoundError, VersionCommandRefusedError } from '../document/policy-errors.ts'
import {
  advancePolicy,
  insertPolicy,
  insertVersion,
  listVersions,
  lockPolicyRow,
  type PolicyRow,
  saveVersion,
  type VersionRow,
} from '../document/policy-queries.ts'
import { closeCards, notifyApprovers } from './notify-of-version.ts'

export type AuthorDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>

/** Creates a policy with a draft of its first version. A repeated call with the same key creates no second one. */
export async function createPolicy(
  deps: AuthorDeps,
  actor: MemberActor,
  { key = null, ...content }: PolicyDraft & { key?: string | null | undefined },
): Promise<PolicyId> {
  return deps.db.transaction(async (tx) => {
    await actorWithRole(deps, tx, actor, 'compliance')
    // Files can only be uploaded to an existing policy.
    return writePolicy(deps, tx, { by: actor.userid, key }, { ...content, files: [] })
  })
}

/** Writes a policy with a draft of its first version. Returns the id of the one with the same key, if there is one. */
export async function writePolicy(
  deps: AuthorDeps,
  tx: Tx,
  { by, key = null }: { by: string; key?: string | null },
  content: PolicyDraft,
): Promise<PolicyId> {
  const at = deps.clock.now()
  const id = deps.ids.next('policy')
  const existingId = await insertPolicy(tx, { id, createdBy: by, createdAt: at, edition: 1, idempotencyKey: key })
  if (existingId) return existingId
  await insertVersion(tx, newDraft(deps, { policyId: id, no: 1, authorId: by, content }))
  await recordAudit(tx, { at, actor: by, action: 'policy.created', object: id, details: {} })
  return id
}

type NewDraft = { policyId: PolicyId; no: number; authorId: string; content: PolicyDraft }

const newDraft = ({ clock, ids }: AuthorDeps, { policyId, no, authorId, content }: NewDraft) => ({
  id: ids.next('policyVersion'),
  policyId,
  no,
  state: 'draft' as const,
  content,
  docHashes: {},
  authorId,
  writers: [authorId.toLowerCase()],
  createdAt: clock.now(),
})

/**
 * Locks a policy and returns it with its newest version that was not discarded.
 *
 * @throws PolicyNotFoundError, PolicyChangedError when another edition is current
 */
export async function lockPolicy(
  tx: Tx,
  id: PolicyId,
  edition: number,
): Promise<{ policy: PolicyRow; newest: VersionRow }> {
  const policy = await lockPolicyRow(tx, id)
  const newest = policy && (await listVersions(tx, id)).findLast(({ state }) => state !== 'discarded')
  if (!policy || !newest) throw new PolicyNotFoundError()
  if (policy.edition !== edition) throw new PolicyChangedError()
  return { policy, newest }
}

/** Returns the state to which a command leads. @throws VersionCommandRefusedError when the state does not allow it */
export function requireState(version: VersionRow, command: VersionCommand): VersionRow['state'] {
  const next = nextVersionState(version.state, command)
  if (next === null) throw new VersionCommandRefusedError(version.state, command)
  return next
}

/** Starts a draft of the next version with the content of the version in force. */
export async function startDraft(
  deps: AuthorDeps,
  actor: MemberActor,
  { id, edition }: { id: PolicyId; edition: number },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const { policy, newest } = await lockPolicy(tx, id, edition)
    await actorWithRole(deps, tx, actor, 'compliance')
    if (newest.state !== 'published' || policy.retireAskedAt !== null)
      throw new VersionCommandRefusedError(newest.state, 'start')
    const no = (await listVersions(tx, id)).length + 1
    const content = clearReasons(newest.content)
    await insertVersion(tx, newDraft(deps, { policyId: id, no, authorId: actor.userid, content }))
    await advancePolicy(tx, id, edition)
    await audit(deps, tx, actor, id, 'policy.draft_started', { no })
  })
}

/** Removes the reasons for changed clauses, which belong to one version. */
const clearReasons = (content: PolicyDraft): PolicyDraft => ({
  ...content,
  clauses: content.clauses.map((clause) => ({
    ...clause,
    zh: { ...clause.zh, why: '' },
    en: clause.en && { ...clause.en, why: '' },
  })),
})

/** Saves the draft. The caller becomes one of its authors and may no longer approve it. */
export async function saveDraft(
  deps: AuthorDeps,
  actor: MemberActor,
  { id, edition, content }: DraftSaveBody & { id: PolicyId },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const { newest } = await lockPolicy(tx, id, edition)
    await actorWithRole(deps, tx, actor, 'compliance')
    const state = requireState(newest, 'edit')
    const stored = await withStoredFiles(tx, id, content)
    const by = { authorId: actor.userid, writers: writersWith(newest, actor.userid) }
    await saveVersion(tx, newest.id, { state, content: stored, ...by, ...unapproved })
    await advancePolicy(tx, id, edition)
    // The edit removes the approval, which the card about it has to show.
    if (newest.state === 'approved') await closeCards(deps, tx, { version: newest, by: actor.userid }, 'edited')
    await audit(deps, tx, actor, id, 'policy.draft_saved', { no: newest.no, clauses: content.clauses.length })
  })
}

/** The columns that remove an approval. */
export const unapproved = { approvedBy: null, approvedAt: null, approvalComment: '', approvedHash: null }

const writersWith = ({ writers }: VersionRow, userid: string) => [...new Set([...writers, userid.toLowerCase()])]

/** Returns whether this person wrote any part of the version; `authorId` is only the last of its authors. */
export const isAuthorOf = ({ authorId, writers }: Pick<VersionRow, 'authorId' | 'writers'>, userid: string): boolean =>
  sameUserid(authorId, userid) || writers.includes(userid.toLowerCase())

/** A policy, with the edition that the caller saw. */
export type EditionRef = { id: PolicyId; edition: number }

/** Submits the draft for approval, and notifies those who may approve it. */
export async function submitDraft(deps: AuthorDeps, actor: MemberActor, { id, edition }: EditionRef): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const { newest } = await lockPolicy(tx, id, edition)
    await actorWithRole(deps, tx, actor, 'compliance')
    const state = requireState(newest, 'submit')
    // The member who submits the seeded template becomes its author.
    const author = newest.authorId.startsWith('system:')
      ? { authorId: actor.userid, writers: writersWith(newest, actor.userid) }
      : {}
    await saveVersion(tx, newest.id, { state, ...author, returnReason: '', returnedBy: null })
    await advancePolicy(tx, id, edition)
    await closeCards(deps, tx, { version: newest, by: actor.userid }, 'submitted')
    await notifyApprovers(deps, tx, { version: { ...newest, ...author }, edition, by: actor.userid })
    await audit(deps, tx, actor, id, 'policy.submitted', { no: newest.no })
  })
}

/** Discards the draft for good. Its number is not used again. */
export async function discardDraft(deps: AuthorDeps, actor: MemberActor, { id, edition }: EditionRef): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const { newest } = await lockPolicy(tx, id, edition)
    await actorWithRole(deps, tx, actor, 'compliance')
    await saveVersion(tx, newest.id, { state: requireState(newest, 'discard') })
    await advancePolicy(tx, id, edition)
    await closeCards(deps, tx, { version: newest, by: actor.userid }, 'discarded')
    await audit(deps, tx, actor, id, 'policy.draft_discarded', { no: newest.no })
  })
}

async function audit(
  { clock }: AuthorDeps,
  tx: Tx,
  actor: MemberActor,
  object: PolicyId,
  action: AuditEntry['action'],
  details: Record<string, unknown>,
): Promise<void> {
  await recordAudit(tx, { at: clock.now(), actor: actor.userid, action, object, details })
}
