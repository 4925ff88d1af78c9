import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId, PolicyVersionId } from '@desk/shared/kernel/ids'
import type { SignBody, SignedView } from '@desk/shared/policies/policy-schemas'
import { isPlausible, unreadClauses } from '@desk/shared/policies/reading-time'
import { batchConcurrent } from '../../../kernel/batch-concurrent.ts'
import {
  NameDiffersError,
  NewerVersionError,
  NotReadError,
  OpenAgainError,
  PolicyNotFoundError,
  QuestionOpenError,
  TextDiffersError,
} from '../document/policy-errors.ts'
import { findLivePolicy, findVersion, type LivePolicy } from '../document/policy-queries.ts'
import { findSignature } from './signature-queries.ts'
import { storeErasableTexts, type Reader, acknowledgementStatusesOf, type TextToSign } from './text-to-sign.ts'
import { viewToken } from './view-token.ts'
import { type SignDeps, type Signed, type Signing, type Where, writeSignatures } from './write-signatures.ts'

type Command = { id: PolicyId; where: Where; body: SignBody }

/**
 * Signs what was on screen, once. The same again is answered with the code of the first time. Each is judged by himself;
 * but when a company signs at once, how people stand is read for all who wait, and what they sign is written together.
 */
export function createSigning(deps: SignDeps) {
  const textOf = storeErasableTexts(deps)
  const standingOf = batchConcurrent((id: PolicyId, readers: readonly Reader[]) =>
    acknowledgementStatusesOf(deps, textOf, id, readers),
  )
  const write = batchConcurrent((versionId: PolicyVersionId, signings: readonly Signing[]) =>
    writeSignatures(deps, versionId, signings),
  )

  return async (actor: MemberActor, { id, where, body }: Command): Promise<SignedView> => {
    const standing = await standingOf(id, { userid: actor.userid, language: body.language })
    if (!standing) throw new PolicyNotFoundError()
    const { policy, row, text } = standing
    await requireCurrent(deps, policy, body)
    const openedAt = new Date(body.openedAt)
    const opening = { versionId: body.versionId, userid: actor.userid, language: body.language, openedAt }
    if (body.token !== viewToken(where.sessionHash, opening)) throw new OpenAgainError()
    if (row.state === 'signed' && row.signedCode !== null) return signedBefore(deps, policy, row.signedCode)
    if (row.state === 'questioned') throw new QuestionOpenError()
    requireRead(text, body, deps.clock.now().getTime() - openedAt.getTime())
    if (policy.signing === 'typed_name' && body.typedName !== row.name) throw new NameDiffersError()
    const signed = await write(policy.versionId, { ...standing, where, body })
    // Another version took effect since this one was looked at.
    if (!signed) throw new NewerVersionError(policy.id, (await findLivePolicy(deps.db, policy.id))?.label ?? '')
    return signedBy(policy, signed)
  }
}

const signedBy = ({ label }: LivePolicy, { code, signedAt, basis, readMap }: Signed): SignedView => ({
  code,
  label,
  signedAt: signedAt.toISOString(),
  basis,
  read: Object.keys(readMap).length,
})

async function signedBefore({ db }: SignDeps, policy: LivePolicy, code: string): Promise<SignedView> {
  const signature = await findSignature(db, code)
  if (!signature) throw new Error('A signature that was there is gone')
  return signedBy(policy, signature)
}

/** A version that was replaced is refused, and named is the one that took its place. */
async function requireCurrent({ db }: SignDeps, policy: LivePolicy, { versionId }: SignBody): Promise<void> {
  if (policy.versionId === versionId) return
  const version = await findVersion(db, versionId)
  if (version?.policyId !== policy.id || version.publishedAt === null) throw new PolicyNotFoundError()
  throw new NewerVersionError(policy.id, policy.label)
}

function requireRead({ clauses, asked }: TextToSign, body: SignBody, elapsedMs: number): void {
  const isSame =
    Object.keys(body.hashes).length === clauses.length &&
    clauses.every(({ clauseId, hash }) => body.hashes[clauseId] === hash)
  if (!isSame) throw new TextDiffersError()
  const unread = unreadClauses(asked, body.read)
  if (unread.length > 0) throw new NotReadError(unread.map(({ clauseId }) => clauseId))
  if (!isPlausible(body.read, elapsedMs)) throw new NotReadError(asked.map(({ clauseId }) => clauseId))
}
