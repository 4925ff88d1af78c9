import type { MemberActor } from '@desk/shared/identity/actor'
import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import { secondsRead } from '@desk/shared/policies/reading-time'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { authorizeRole } from '../../../access/authorize.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { makeDownloadLink } from '../../../kernel/download-links-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { departmentNames } from '../../../directory/department-names.ts'
import { toCounts } from '../roster/counts.ts'
import { COMPANY, readTotals } from '../roster/count-queries.ts'
import { type EvidenceRoster, type EvidenceSignature, policyEvidenceHtml } from './evidence-html.ts'
import { seqsOfSigned } from '../signing/evidence-queries.ts'
import { countsUpToDate } from '../roster/refresh-counters.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { findLivePolicy, findVersion, listClauses, listVersions, type VersionRow } from '../document/policy-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { openPerson } from '../signing/encrypted-signer.ts'
import {
  countSignatures,
  findSignature,
  isOwnSignature,
  keyOfPerson,
  listSignatures,
  type SignatureRow,
} from '../signing/signature-queries.ts'
import { docHashOf, documentOf, filesOf, hashOfClause, languagesOf } from '../document/version-text.ts'
import { chainHead } from '../../audit/seal-queries.ts'

type FileDeps = Pick<Deps, 'db' | 'clock'>
type Signed = { row: SignatureRow; key: string | null }

/** A page that a browser still opens in a moment. */
export const EVIDENCE_SIGNATURES = 10_000

export const receiptExport = 'policy.receipt'

/** One's own receipt, or any for a reviewer, as a file to keep. */
export async function exportReceipt(
  deps: FileDeps & Pick<Deps, 'ids'>,
  actor: MemberActor,
  { code }: { code: string },
): Promise<OneTimeLink> {
  const row = await findSignature(deps.db, code)
  if (!row) throw new PolicyNotFoundError()
  if (!(await mayHaveReceipt(deps, actor, code))) authorizeRole(actor, 'reviewer')
  return deps.db.transaction(async (tx) => {
    const at = deps.clock.now()
    await recordAudit(tx, { at, actor: actor.userid, action: 'policy.receipt_exported', object: row.id, details: {} })
    return makeDownloadLink(tx, deps, { userid: actor.userid, what: receiptExport, query: { code } })
  })
}

/** One's own, or any for a reviewer; looked at again when the link opens. */
export async function mayHaveReceipt({ db }: Pick<Deps, 'db'>, actor: MemberActor, code: string): Promise<boolean> {
  if (holdsRole(actor, 'reviewer')) return true
  const row = await findSignature(db, code)
  if (!row) return false
  const person = openPerson(await keyOfPerson(db, row.person), row.id, row.sealed)
  return person !== null && isOwnSignature(db, actor, { userid: person.userid, signedAt: row.signedAt })
}

export async function receiptFile(deps: FileDeps, code: string): Promise<string | null> {
  const row = await findSignature(deps.db, code)
  const version = row && (await findVersion(deps.db, row.versionId))
  if (!row || !version) return null
  return fileOf(deps, [version], [{ row, key: await keyOfPerson(deps.db, row.person) }], null)
}

export const countEvidence = ({ db }: Pick<Deps, 'db'>, policyId: PolicyId, scope: number): Promise<number> =>
  countSignatures(db, policyId, { scope, limit: EVIDENCE_SIGNATURES + 1 })

/** Every signature of a policy's versions by people of a department, or of all, with the texts that were signed. */
export async function policyFile(deps: RosterDeps, policyId: PolicyId, scope = COMPANY): Promise<string> {
  const behind = await countsUpToDate(deps)
  // The numbers and the rows are of one moment.
  return deps.db.transaction(
    async (tx) => {
      const within = { ...deps, db: tx }
      const versions = (await listVersions(tx, policyId)).filter(({ publishedAt }) => publishedAt !== null)
      const signed = await listSignatures(
        tx,
        versions.map(({ id }) => id),
        { after: '', limit: EVIDENCE_SIGNATURES, signedUntil: deps.clock.now(), scope },
      )
      return fileOf(within, versions, signed, await rosterOf(within, policyId, { scope, behind }))
    },
    { isolationLevel: 'repeatable read' },
  )
}

async function rosterOf(
  { db, clock }: FileDeps,
  policyId: PolicyId,
  { scope, behind }: { scope: number; behind: number },
): Promise<EvidenceRoster | null> {
  const policy = await findLivePolicy(db, policyId)
  if (!policy) return null
  const names = await departmentNames(db, scope === COMPANY ? [] : [scope])
  return {
    label: policy.label,
    scope: scope === COMPANY ? null : (names.get(scope) ?? String(scope)),
    counts: toCounts((await readTotals(db, policyId, [scope])).get(scope) ?? {}, policy, clock.now()),
    behind,
  }
}

async function fileOf(
  { db, clock }: FileDeps,
  versions: readonly VersionRow[],
  signed: readonly Signed[],
  roster: EvidenceRoster | null,
): Promise<string> {
  const seqs = await seqsOfSigned(
    db,
    signed.map(({ row }) => row.id),
  )
  const documents = []
  for (const version of versions)
    for (const language of languagesOf(version.content)) {
      const clauses = await listClauses(db, version.id, language)
      const document = documentOf(version, version.label ?? '', language)
      const hash = docHashOf(
        document,
        clauses.map((clause) => ({ hash: hashOfClause(clause) })),
      )
      documents.push({ ...document, versionId: version.id, hash, clauses, files: filesOf(version.content) })
    }
  const titles = new Map(
    documents.map(({ versionId, language, title, label }) => [`${versionId} ${language}`, `${title} ${label}`]),
  )
  return policyEvidenceHtml({
    madeAt: clock.now().toISOString(),
    documents,
    signatures: signed.map((one) => signatureOf(one, titles, seqs)),
    roster,
    head: await chainHead(db),
  })
}

/** Who signed is opened while the key is there; without it the row stands and names nobody. */
function signatureOf(
  { row, key }: Signed,
  titles: ReadonlyMap<string, string>,
  seqs: ReadonlyMap<string, number>,
): EvidenceSignature {
  const person = openPerson(key, row.id, row.sealed)
  return {
    code: row.code,
    signer: person ? `${person.name} (${person.userid})` : row.person,
    department: person?.department.join(' / ') ?? '',
    document: titles.get(`${row.versionId} ${row.language}`) ?? row.versionId,
    signedAt: row.signedAt.toISOString(),
    basis: row.basis,
    seconds: secondsRead(row.readMap),
    consent: row.consent,
    from: person ? `${person.net} ${person.client}` : '',
    hash: row.hash,
    seq: seqs.get(row.id) ?? null,
  }
}
