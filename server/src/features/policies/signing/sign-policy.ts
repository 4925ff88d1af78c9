import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId, PolicyVersionId } from '@desk/shared/kernel/ids'
import { heldDuties } from '@desk/shared/policies/duties'
import type { SignBody, SignedView } from '@desk/shared/policies/policy-schemas'
import { clausesRead, isPlausible, unreadClauses } from '@desk/shared/policies/reading-time'
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
import { findVersion, requireActivePolicy, type ActivePolicy } from '../document/policy-queries.ts'
import { findSignature } from './signature-queries.ts'
import { cacheTexts, type Reader, findAcknowledgementStatuses, type TextToSign } from './text-to-sign.ts'
import { viewToken } from './get-reading.ts'
import { type SignDeps, type Signed, type Signing, type SigningOrigin, writeSignatures } from './write-signatures.ts'

type Command = { id: PolicyId; origin: SigningOrigin; body: SignBody }

/**
 * Signs the displayed version once; a repeated call returns the first signature's code. Each signer is checked separately,
 * but acknowledgement statuses are read and signatures are written in batches, for when a whole company signs at once.
 */
export function createSigning(deps: SignDeps) {
  const loadText = cacheTexts(deps)
  const findStatus = batchConcurrent((id: PolicyId, readers: readonly Reader[]) =>
    findAcknowledgementStatuses(deps, loadText, id, readers),
  )
  const write = batchConcurrent((versionId: PolicyVersionId, signings: readonly Signing[]) =>
    writeSignatures(deps, versionId, signings),
  )

  return async (actor: MemberActor, { id, origin, body }: Command): Promise<SignedView> => {
    const status = await findStatus(id, {
      userid: actor.userid,
      language: body.language,
      duties: heldDuties(actor),
    })
    if (!status) throw new PolicyNotFoundError()
    const { policy, row, text } = status
    await requireCurrent(deps, policy, body)
    const openedAt = new Date(body.openedAt)
    const view = { versionId: body.versionId, userid: actor.userid, language: body.language, openedAt }
    if (body.token !== viewToken(origin.sessionHash, view)) throw new OpenAgainError()
    if (row.state === 'signed' && row.signedCode !== null) return findSigned(deps, policy, row.signedCode)
    if (row.state === 'questioned') throw new QuestionOpenError()
    requireRead(text, body, deps.clock.now().getTime() - openedAt.getTime())
    if (policy.signing === 'typed_name' && body.typedName !== row.name) throw new NameDiffersError()
    const signed = await write(policy.versionId, { ...status, origin, body })
    // Another version took effect since the status was read.
    if (!signed) throw new NewerVersionError(policy.id, (await requireActivePolicy(deps.db, policy.id)).label)
    return toSignedView(policy, signed)
  }
}

const toSignedView = ({ label }: ActivePolicy, { code, signedAt, basis, readMap }: Signed): SignedView => ({
  code,
  label,
  signedAt: signedAt.toISOString(),
  basis,
  read: clausesRead(readMap),
})

async function findSigned({ db }: SignDeps, policy: ActivePolicy, code: string): Promise<SignedView> {
  const signature = await findSignature(db, code)
  if (!signature) throw new Error('The signature on the roster does not exist')
  return toSignedView(policy, signature)
}

/**
 * Refuses to sign a replaced version.
 *
 * @throws NewerVersionError with the version in force, PolicyNotFoundError for any other text
 */
async function requireCurrent({ db }: SignDeps, policy: ActivePolicy, { versionId }: SignBody): Promise<void> {
  if (policy.versionId === versionId) return
  const version = await findVersion(db, versionId)
  if (version?.policyId !== policy.id || version.publishedAt === null) throw new PolicyNotFoundError()
  throw new NewerVersionError(policy.id, policy.label)
}

function requireRead({ clauses, toRead }: TextToSign, body: SignBody, elapsedMs: number): void {
  const isSame =
    Object.keys(body.hashes).length === clauses.length &&
    clauses.every(({ clauseId, hash }) => body.hashes[clauseId] === hash)
  if (!isSame) throw new TextDiffersError()
  const unread = unreadClauses(toRead, body.read)
  if (unread.length > 0) throw new NotReadError(unread.map(({ clauseId }) => clauseId))
  if (!isPlausible(body.read, body.onScreenMs, elapsedMs))
    throw new NotReadError(toRead.map(({ clauseId }) => clauseId))
}
