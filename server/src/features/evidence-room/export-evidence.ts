import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import type { EvidenceExportBody } from '@desk/shared/evidence-room/room-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { actorWithRole } from '../../access/current-actor.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import type { Deps } from '../../kernel/deps.ts'
import { createDownloadLink } from '../../kernel/download-links-queries.ts'
import { PolicyNotFoundError } from '../policies/document/policy-errors.ts'
import { readSubjects } from '../policies/evidence/bundle/export-bundle.ts'
import { findSignature } from '../policies/signing/signature-queries.ts'

export const evidenceExports = { bundle: 'evidence.bundle', proof: 'evidence.proof' } as const

/**
 * Creates a one-time link to the evidence of a policy, or of all, as of a day, or to the proof of one receipt. The export
 * is audited.
 */
export async function exportEvidence(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>,
  actor: MemberActor,
  body: EvidenceExportBody,
): Promise<OneTimeLink> {
  const { format, policy, day, receipt } = body
  await requireSubject(deps, body)
  const query = format === 'proof' ? { receipt: receipt ?? '' } : { policy, day }
  const at = deps.clock.now()
  return deps.db.transaction(async (tx) => {
    await actorWithRole(deps, tx, actor, 'policy_reviewer')
    const details = { format, ...query }
    const object = policy === 'all' ? 'policies' : policy
    await recordAudit(tx, { at, actor: actor.userid, action: 'evidence_room.exported', object, details })
    return createDownloadLink(tx, deps, { userid: actor.userid, what: evidenceExports[format], query })
  })
}

/**
 * Checks that what the file is about exists: the receipt, or a roster of that day.
 * @throws PolicyNotFoundError, InvalidInputError
 */
async function requireSubject(
  deps: Pick<Deps, 'db' | 'clock' | 'site'>,
  { format, policy, day, receipt }: EvidenceExportBody,
): Promise<void> {
  if (format === 'bundle') return void (await readSubjects(deps, policy, day))
  const signature = receipt === undefined ? null : await findSignature(deps.db, receipt)
  if (signature?.policyId !== policy) throw new PolicyNotFoundError()
}
