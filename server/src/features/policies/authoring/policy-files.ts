import { DAY_MS } from '@desk/shared/kernel/durations'
import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { Id, PolicyId } from '@desk/shared/kernel/ids'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { PolicyFile } from '@desk/shared/policies/policy-files'
import type { UploadBody } from '@desk/shared/comments/comment-schemas'
import type { Database } from '../../../db/database.ts'
import { InvalidInputError, TooManyError } from '../../../kernel/app-error.ts'
import { actorWithRole } from '../../../access/current-actor.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { createDownloadLink } from '../../../kernel/download-links-queries.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { sanitizeUpload } from '../../../kernel/sanitize-upload.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { countBytesSince, findFile, insertFile, listFiles } from '../document/file-queries.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { findActivePolicy, findPolicy, findVersion } from '../document/policy-queries.ts'
import { findOnRoster, type RosterDeps } from '../roster/roster-queries.ts'
import { filesOf } from '../document/version-text.ts'

/** Limit of all uploads of a day: more than policies need, and too little to fill a disk, since files stay with the evidence. */
const BYTES_PER_DAY = 100 * 1024 * 1024

export const policyFileDownload = 'policy.file'

/**
 * Stores a file of a policy. It belongs to a version once a draft that contains it is saved.
 *
 * @throws PolicyNotFoundError, TooManyError
 */
export async function uploadPolicyFile(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'images' | 'site'>,
  actor: MemberActor,
  { id, name, data }: UploadBody & { id: PolicyId },
): Promise<PolicyFile> {
  if (!(await findPolicy(deps.db, id))) throw new PolicyNotFoundError()
  const { bytes, type } = await sanitizeUpload(deps.images, data, actor.userid)
  const at = deps.clock.now()
  if ((await countBytesSince(deps.db, new Date(at.getTime() - DAY_MS))) + bytes.length > BYTES_PER_DAY)
    throw new TooManyError('Daily limit of policy file uploads reached: try again tomorrow')
  const file = { id: deps.ids.next('policyFile'), name, type, size: bytes.length, sha256: sha256(bytes) }
  await deps.db.transaction(async (tx) => {
    await actorWithRole(deps, tx, actor, 'compliance')
    await insertFile(tx, { ...file, policyId: id, bytes, by: actor.userid, at })
    const details = { file: file.id, type, size: file.size, sha256: file.sha256 }
    await recordAudit(tx, { at, actor: actor.userid, action: 'policy.file_uploaded', object: id, details })
  })
  return file
}

/** Replaces the files in a draft by their stored metadata: only the ids are taken from the browser. */
export async function withStoredFiles(db: Database, id: PolicyId, content: PolicyDraft): Promise<PolicyDraft> {
  if (content.files.length === 0) return content
  const stored = new Map((await listFiles(db, id)).map((file) => [file.id, file]))
  const files = content.files.flatMap((file) => stored.get(file.id) ?? [])
  if (files.length < content.files.length)
    throw new InvalidInputError('No such file', [{ path: 'content.files', code: 'file.unknown' }])
  return { ...content, files }
}

/** Creates a download link to a file: of the version in force for members whom it binds, of any version for reviewers. */
export async function openPolicyFile(
  deps: RosterDeps & Pick<Deps, 'ids'>,
  actor: MemberActor,
  { id, file }: { id: PolicyId; file: Id<'policyFile'> },
): Promise<OneTimeLink> {
  if (!(await mayRead(deps, actor, { id, file }))) throw new PolicyNotFoundError()
  return deps.db.transaction(async (tx) => {
    const at = deps.clock.now()
    const details = { file }
    await recordAudit(tx, { at, actor: actor.userid, action: 'policy.file_opened', object: id, details })
    return createDownloadLink(tx, deps, { userid: actor.userid, what: policyFileDownload, query: { policy: id, file } })
  })
}

/** Returns a file; null when it does not exist, was changed, or the caller may no longer read it. */
export async function policyFileBytes(
  deps: RosterDeps,
  actor: MemberActor,
  { id, file }: { id: PolicyId; file: Id<'policyFile'> },
): Promise<{ name: string; type: string; bytes: Uint8Array } | null> {
  const stored = (await mayRead(deps, actor, { id, file })) ? await findFile(deps.db, id, file) : null
  return stored && hasStoredHash(stored) ? stored : null
}

/** Returns whether the bytes of a stored file have the hash that was stored with them. */
export const hasStoredHash = (file: { bytes: Uint8Array; sha256: string }): boolean =>
  sha256(file.bytes) === file.sha256

/** Returns whether the caller may read a file: of any version as a reviewer, else of the one in force that binds them. */
async function mayRead(
  deps: RosterDeps,
  actor: MemberActor,
  { id, file }: { id: PolicyId; file: Id<'policyFile'> },
): Promise<boolean> {
  if (holdsRole(actor, 'policy_reviewer')) return (await findFile(deps.db, id, file)) !== null
  const policy = await findActivePolicy(deps.db, id)
  const version = policy && (await findVersion(deps.db, policy.versionId))
  if (!version || !filesOf(version.content).some((signed) => signed.id === file)) return false
  return (await findOnRoster(deps, policy, actor.userid)) !== null
}
