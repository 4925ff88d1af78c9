import type { MemberActor } from '@desk/shared/identity/actor'
import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import { departmentText } from '@desk/shared/directory/department-text'
import { secondsRead } from '@desk/shared/policies/reading-time'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { type PolicyId, sameUserid } from '@desk/shared/kernel/ids'
import type { PersonRow } from '@desk/shared/policies/board-schemas'
import { today } from '../../../access/grant-conditions.ts'
import { authorizeRole } from '../../../access/authorize.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { createDownloadLink } from '../../../kernel/download-links-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { departmentNames } from '../../../directory/department-names.ts'
import { commonDueAt, toCounts } from '../roster/counts.ts'
import { WHOLE_COMPANY, readTotals } from '../roster/count-queries.ts'
import {
  type EvidenceRoster,
  type EvidenceSignature,
  policyEvidenceHtml,
  type ReportedExemption,
} from './evidence-html.ts'
import { findAuditSeqs } from '../signing/evidence-queries.ts'
import { listOpenExemptions } from '../roster/person-queries.ts'
import { refreshBeforeRead } from '../roster/jobs/refresh-counters.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import {
  findPublishedPolicy,
  findVersion,
  listClauses,
  listVersions,
  type VersionRow,
} from '../document/policy-queries.ts'
import { readerOf } from '../roster/policy-as-of.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { populationOf } from './population.ts'
import { countErasedOf, listNotSigned } from './roster-rows.ts'
import { erasedText } from './roster-texts.ts'
import { decryptSigner } from '../signing/encrypted-signer.ts'
import {
  countSignatures,
  findNextSignature,
  findSignature,
  isOwnSignature,
  findSignerKey,
  listSignatures,
  type SignatureRow,
} from '../signing/signature-queries.ts'
import { docHashOf, documentOf, filesOf, languagesOf } from '../document/version-text.ts'
import { logHead } from '../../audit/log/log-head.ts'

type FileDeps = Pick<Deps, 'db' | 'clock'>
type Signed = { row: SignatureRow; key: string | null }

/** More signatures make an HTML page too large for a browser. */
export const EVIDENCE_SIGNATURES = 10_000
/** How many people who have not signed the file names at most. */
const EVIDENCE_PEOPLE = 10_000

export const receiptExport = 'policy.receipt'

/** Creates a download link to the caller's own receipt, or to any receipt for a reviewer. */
export async function exportReceipt(
  deps: FileDeps & Pick<Deps, 'ids'>,
  actor: MemberActor,
  { code }: { code: string },
): Promise<OneTimeLink> {
  const row = await findSignature(deps.db, code)
  if (!row) throw new PolicyNotFoundError()
  if (!(await mayReadReceipt(deps, actor, code))) authorizeRole(actor, 'policy_reviewer')
  return deps.db.transaction(async (tx) => {
    const at = deps.clock.now()
    await recordAudit(tx, { at, actor: actor.userid, action: 'policy.receipt_exported', object: row.id, details: {} })
    return createDownloadLink(tx, deps, { userid: actor.userid, what: receiptExport, query: { code } })
  })
}

/**
 * Returns whether the receipt is the actor's own, or the actor is a reviewer. Checked again when the link is opened.
 */
export async function mayReadReceipt({ db }: Pick<Deps, 'db'>, actor: MemberActor, code: string): Promise<boolean> {
  if (holdsRole(actor, 'policy_reviewer')) return true
  const row = await findSignature(db, code)
  if (!row) return false
  const person = decryptSigner(await findSignerKey(db, row.person), row.id, row.sealed)
  return person !== null && isOwnSignature(db, actor, { userid: person.userid, signedAt: row.signedAt })
}

/** Renders a receipt as a file; null when there is none with this code. */
export async function receiptFile(deps: FileDeps & Pick<Deps, 'site'>, code: string): Promise<string | null> {
  const row = await findSignature(deps.db, code)
  const version = row && (await findVersion(deps.db, row.versionId))
  if (!row || !version) return null
  const signed = [{ row, key: await findSignerKey(deps.db, row.person) }]
  const next = await findNextSignature(deps.db, row)
  const nextCodes = new Map(next ? [[row.id as string, next.code]] : [])
  return renderEvidence(deps, { versions: [version], signed, nextCodes, roster: null, exporter: null })
}

/** Maps signatures to the next receipt of the same person, as far as this list contains it. */
function nextCodesOf(signed: readonly Signed[]): ReadonlyMap<string, string> {
  const rows = signed
    .map(({ row }) => row)
    .toSorted((left, right) => left.versionNo - right.versionNo || left.signedAt.getTime() - right.signedAt.getTime())
  const lastOf = new Map<string, SignatureRow>()
  const codes = new Map<string, string>()
  for (const row of rows) {
    const before = lastOf.get(row.person)
    if (before) codes.set(before.id, row.code)
    lastOf.set(row.person, row)
  }
  return codes
}

/** Counts the signatures that a file of a policy contains, up to one more than it may. */
export const countEvidence = ({ db }: Pick<Deps, 'db'>, policyId: PolicyId, scope: number): Promise<number> =>
  countSignatures(db, policyId, { scope, limit: EVIDENCE_SIGNATURES + 1 })

type FileOptions = { scope?: number; exporter?: string | null }

/** Renders all signatures of a policy by people of a department and those below it, or of the company, with the signed texts. */
export async function policyFile(
  deps: RosterDeps,
  policyId: PolicyId,
  { scope = WHOLE_COMPANY, exporter = null }: FileOptions = {},
): Promise<string> {
  const staleDepartments = await refreshBeforeRead(deps)
  // One snapshot, so that counts and rows agree.
  return deps.db.transaction(
    async (tx) => {
      const txDeps = { ...deps, db: tx }
      const versions = (await listVersions(tx, policyId)).filter(({ publishedAt }) => publishedAt !== null)
      const signed = await listSignatures(
        tx,
        versions.map(({ id }) => id),
        { after: '', limit: EVIDENCE_SIGNATURES, scope },
      )
      const roster = await rosterOf(txDeps, policyId, { scope, staleDepartments })
      return renderEvidence(txDeps, { versions, signed, nextCodes: nextCodesOf(signed), roster, exporter })
    },
    { isolationLevel: 'repeatable read' },
  )
}

async function rosterOf(
  deps: RosterDeps,
  policyId: PolicyId,
  { scope, staleDepartments }: { scope: number; staleDepartments: number },
): Promise<EvidenceRoster | null> {
  const { db } = deps
  const policy = await findPublishedPolicy(db, policyId)
  if (!policy) return null
  const names = await departmentNames(db, scope === WHOLE_COMPANY ? [] : [scope])
  const reader = readerOf(deps, policy)
  const notSigned = await listNotSigned(reader, { policy, scope, limit: EVIDENCE_PEOPLE })
  return {
    label: policy.label,
    scope: scope === WHOLE_COMPANY ? null : (names.get(scope) ?? String(scope)),
    population: (await populationOf(deps, policy)).map((cells) => cells.join('：')),
    requiredSince: policy.requiredSince,
    dueAt: commonDueAt(deps, policy),
    counts: toCounts((await readTotals(db, policyId, [scope])).get(scope) ?? {}, policy, reader),
    notSigned,
    exemptions: await exemptionsOf(reader, policyId, notSigned),
    retiredAt: policy.retiredAt,
    erased: erasedText(await countErasedOf({ reader, policy, scope })),
    staleDepartments,
  }
}

/** Returns the exemption that holds for each exempt person. */
async function exemptionsOf(
  deps: RosterDeps,
  policyId: PolicyId,
  people: readonly PersonRow[],
): Promise<ReportedExemption[]> {
  const exempt = people.filter(({ state }) => state === 'exempt')
  const day = today(deps)
  const open = await listOpenExemptions(
    deps.db,
    policyId,
    exempt.map(({ userid }) => userid),
  )
  const rows = open.filter(({ until }) => until === null || until >= day)
  const names = await memberNames(
    deps.db,
    rows.map(({ by }) => by),
  )
  return exempt.flatMap(({ userid, name }) => {
    const row = rows.find((exemption) => sameUserid(exemption.userid, userid))
    return row ? [{ name, by: names(row.by).name, at: row.at, until: row.until, reason: row.reason }] : []
  })
}

type Content = {
  versions: readonly VersionRow[]
  signed: readonly Signed[]
  /** The next receipt of the same person, by signature. */
  nextCodes: ReadonlyMap<string, string>
  roster: EvidenceRoster | null
  exporter: string | null
}

async function renderEvidence(
  { db, clock, site }: FileDeps & Pick<Deps, 'site'>,
  { versions, signed, nextCodes, roster, exporter }: Content,
): Promise<string> {
  const seqs = await findAuditSeqs(
    db,
    'policy.signed',
    signed.map(({ row }) => row.id),
  )
  const documents = []
  for (const version of versions)
    for (const language of languagesOf(version.content)) {
      const clauses = await listClauses(db, version.id, language)
      const document = documentOf(version, version.label ?? '', language)
      const hash = docHashOf(document, clauses)
      documents.push({ ...document, versionId: version.id, hash, clauses, files: filesOf(version.content) })
    }
  const titles = new Map(
    documents.map(({ versionId, language, title, label }) => [`${versionId} ${language}`, `${title} ${label}`]),
  )
  return policyEvidenceHtml({
    title: versions.at(-1)?.content.zh.title ?? '',
    label: roster?.label ?? versions.at(-1)?.label ?? '',
    madeAt: clock.now(),
    exporter,
    timeZone: site.timeZone,
    documents,
    signatures: signed.map((signature) => ({
      ...signatureOf(signature, titles, seqs),
      next: nextCodes.get(signature.row.id) ?? '',
    })),
    roster,
    head: await logHead(db),
  })
}

/** Returns one row of the file; without the signer's key it has only the pseudonym. */
function signatureOf(
  { row, key }: Signed,
  titles: ReadonlyMap<string, string>,
  seqs: ReadonlyMap<string, number>,
): Omit<EvidenceSignature, 'next'> {
  const person = decryptSigner(key, row.id, row.sealed)
  return {
    code: row.code,
    name: person?.name ?? row.person,
    userid: person?.userid ?? '',
    department: departmentText(person?.department ?? []),
    document: titles.get(`${row.versionId} ${row.language}`) ?? row.versionId,
    signedAt: row.signedAt,
    basis: row.basis,
    seconds: secondsRead(row.readMap),
    consent: row.consent,
    from: person ? `${person.net} ${person.client}` : '',
    hash: row.hash,
    seq: seqs.get(row.id) ?? null,
  }
}
