import type { PolicyId, PolicyVersionId } from '@desk/shared/kernel/ids'
import type { policyVersionV1, receiptV1 } from '@desk/shared/policies/backend-api/api-evidence-schemas'
import type * as z from 'zod/mini'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { findVersion, listClauses } from '../document/policy-queries.ts'
import { documentOf, docHashOf, filesOf, languagesOf } from '../document/version-text.ts'
import { validityOf } from '../signing/receipt-validity.ts'
import { verifyReceipt } from '../signing/verify-receipt.ts'

/** Returns a published version with its texts. */
export async function readVersion(
  { db }: ReadDeps,
  { id, version: versionId }: { id: PolicyId; version: PolicyVersionId },
): Promise<z.infer<typeof policyVersionV1>> {
  const version = await findVersion(db, versionId)
  if (version?.policyId !== id || version.publishedAt === null) throw new PolicyNotFoundError()
  const label = version.label ?? ''
  const texts = []
  for (const language of languagesOf(version.content)) {
    const clauses = await listClauses(db, version.id, language)
    const document = documentOf(version, label, language)
    texts.push({
      language,
      title: document.title,
      consent: document.consent,
      docHash: docHashOf(document, clauses),
      clauses: clauses.map(({ clauseId, no, title, body, hash }) => ({ id: clauseId, no, title, body, hash })),
    })
  }
  const files = filesOf(version.content).map(({ name, type, size, sha256 }) => ({ name, type, size, sha256 }))
  const publishedAt = version.publishedAt.toISOString()
  return { id: version.id, policyId: id, label, kind: version.kind, publishedAt, texts, files }
}

/** Returns a receipt and verifies it now. */
export async function readReceipt(
  deps: ReadDeps,
  code: string,
  { hasNames }: { hasNames: boolean },
): Promise<z.infer<typeof receiptV1>> {
  const { row, version, person, checks, state } = await verifyReceipt(deps, code)
  return {
    code: row.code,
    policyId: row.policyId,
    versionId: row.versionId,
    label: version.label ?? '',
    language: row.language,
    basis: row.basis,
    signedAt: row.signedAt.toISOString(),
    userid: person?.userid ?? null,
    name: hasNames ? (person?.name ?? null) : null,
    departmentId: row.departmentId,
    docHash: row.docHash,
    hash: row.hash,
    state,
    validity: await validityOf(deps, row),
    checks: {
      text: checks.text,
      // `block` is the position of the entry in the log, counted from 1; the API keeps this name.
      record: checks.record && { isIntact: checks.record.isIntact, block: checks.record.index + 1 },
    },
    checkedAt: deps.clock.now().toISOString(),
  }
}
