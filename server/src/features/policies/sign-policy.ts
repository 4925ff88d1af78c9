import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { type SignatureRecord, signatureText } from '@desk/shared/policies/evidence'
import type { SignBody, SignedView } from '@desk/shared/policies/policy-schemas'
import { isPlausible, unreadClauses } from '@desk/shared/policies/reading'
import { isUniqueViolation } from '../../db/errors.ts'
import type { Deps } from '../../kernel/deps.ts'
import { sha256 } from '../../kernel/hash.ts'
import { markTiles } from '../../kernel/mark-tiles.ts'
import { oweRecount } from '../../kernel/owe-recount-queries.ts'
import { recordAudit } from '../../kernel/record-audit.ts'
import { minMsOf } from './get-reading.ts'
import { namesOfPath } from './people-queries.ts'
import {
  NameDiffersError,
  NewerVersionError,
  NotReadError,
  OpenAgainError,
  PolicyNotFoundError,
  QuestionOpenError,
  TextDiffersError,
} from './policy-errors.ts'
import { findLivePolicy, findVersion, findVersionHead, type LivePolicy } from './policy-queries.ts'
import { readingFacts, type ReadingFacts } from './reading-facts.ts'
import { findOnRoster, type RosterRow } from './roster-queries.ts'
import { sealPerson } from './sealed-person.ts'
import { findSameSignature, findSignature, insertSignature, type SignatureRow, signerOf } from './signature-queries.ts'
import { docHashOf, documentOf, wordsOf } from './version-text.ts'
import { viewToken } from './view-token.ts'

export type SignDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>

/** From where it is signed: evidence, kept under the signer's key. */
export type Where = { sessionHash: string; net: string; client: string }

/** Signs what was on screen, once. The same again is answered with the code of the first time. */
export function signPolicy(deps: SignDeps, actor: MemberActor, order: Order): Promise<SignedView> {
  return signOnce(deps, actor, order).catch((error: unknown) => {
    // Codes are drawn: once in a long while somebody has that one already.
    if (isUniqueViolation(error, 'policy_signatures_code_key')) return signOnce(deps, actor, order)
    throw error
  })
}

type Order = { id: PolicyId; where: Where; body: SignBody }

async function signOnce(deps: SignDeps, actor: MemberActor, { id, where, body }: Order): Promise<SignedView> {
  const policy = await findLivePolicy(deps.db, id)
  const row = policy && (await findOnRoster(deps, policy, actor.userid))
  if (!policy || !row) throw new PolicyNotFoundError()
  await requireCurrent(deps, policy, body)
  const openedAt = new Date(body.openedAt)
  const opening = { versionId: body.versionId, userid: actor.userid, language: body.language, openedAt }
  if (body.token !== viewToken(where.sessionHash, opening)) throw new OpenAgainError()
  const facts = await readingFacts(deps, policy, row, body.language)
  if (row.state === 'signed' && row.signedCode !== null) return signedBefore(deps, policy, row.signedCode)
  if (row.state === 'questioned') throw new QuestionOpenError()
  requireRead(facts, body, deps.clock.now().getTime() - openedAt.getTime())
  if (policy.signing === 'typed_name' && body.typedName !== row.name) throw new NameDiffersError()
  return signedBy(policy, await write(deps, { policy, row, facts, where, body }))
}

type Signed = Pick<SignatureRow, 'code' | 'signedAt' | 'basis' | 'readMap'>

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

function requireRead({ clauses, asked }: ReadingFacts, body: SignBody, elapsedMs: number): void {
  const isSame =
    Object.keys(body.hashes).length === clauses.length &&
    clauses.every(({ clauseId, hash }) => body.hashes[clauseId] === hash)
  if (!isSame) throw new TextDiffersError()
  const unread = unreadClauses(
    asked.map((clause) => ({ clauseId: clause.clauseId, minMs: minMsOf(clause) })),
    body.read,
  )
  if (unread.length > 0) throw new NotReadError(unread.map(({ clauseId }) => clauseId))
  if (!isPlausible(body.read, elapsedMs)) throw new NotReadError(asked.map(({ clauseId }) => clauseId))
}

type Signing = { policy: LivePolicy; row: RosterRow; facts: ReadingFacts; where: Where; body: SignBody }

async function write(deps: SignDeps, signing: Signing): Promise<Signed> {
  const { policy, row, facts, where, body } = signing
  const version = await findVersionHead(deps.db, policy.versionId)
  if (!version) throw new PolicyNotFoundError()
  const { consent } = wordsOf(version.content, body.language)
  const department = await namesOfPath(deps.db, row.departmentId)
  return deps.db.transaction(async (tx) => {
    const signer = await signerOf(tx, deps, row.userid)
    const at = deps.clock.now()
    const id = deps.ids.next('signature')
    const personal = {
      userid: row.userid,
      name: row.name,
      department,
      typedName: body.typedName ?? null,
      session: sha256(where.sessionHash).slice(0, 16),
      net: where.net,
      client: where.client,
    }
    const unsigned = {
      id,
      code: deps.ids.requestNo(),
      policyId: policy.id,
      versionId: policy.versionId,
      versionNo: policy.no,
      person: signer.person,
      occasion: row.countsFrom.getTime(),
      signedAt: at,
      language: body.language,
      basis: facts.signed === null ? ('full' as const) : ('delta' as const),
      clauseHashes: Object.fromEntries(facts.clauses.map(({ clauseId, hash }) => [clauseId, hash])),
      readMap: Object.fromEntries(facts.asked.map(({ clauseId }) => [clauseId, body.read[clauseId] ?? 0])),
      docHash: docHashOf(documentOf(version, policy.label, body.language), facts.clauses),
      consent,
      departmentId: row.departmentId,
      sealed: sealPerson(signer.key, id, personal),
    }
    const hash = hashOfSignature(unsigned)
    if (!(await insertSignature(tx, { ...unsigned, hash }))) {
      const same = await findSameSignature(tx, unsigned)
      // Another version took effect since this one was looked at.
      if (!same) throw new NewerVersionError(policy.id, (await findLivePolicy(tx, policy.id))?.label ?? '')
      return same
    }
    // The person by the name that says nothing: these rows cannot be erased.
    const details = { hash, policy: policy.id, version: policy.versionId, basis: unsigned.basis }
    await recordAudit(tx, { at, actor: signer.person, action: 'policy.signed', object: id, details })
    await oweRecount(tx, [row.departmentId], policy.id)
    await markTiles(deps, tx, [row.userid])
    return unsigned
  })
}

const recordOf = (row: Omit<SignatureRow, 'hash'>): SignatureRecord => ({
  ...row,
  signedAt: row.signedAt.toISOString(),
})

const hashOfSignature = (row: Omit<SignatureRow, 'hash'>): string => sha256(signatureText(recordOf(row)))
