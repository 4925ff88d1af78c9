import type { PolicyId } from '@desk/shared/kernel/ids'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import { minMsOf } from './get-reading.ts'
import { listPathNames } from '../roster/department-path-queries.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { type ClauseRow, findActivePolicy, findVersionHead, type ActivePolicy } from '../document/policy-queries.ts'
import { validSignedNo, readingFacts } from './reading-facts.ts'
import { findAllOnRoster, type RosterDeps, type RosterRow } from '../roster/roster-queries.ts'
import { docHashOf, documentOf, titleAndConsentOf } from '../document/version-text.ts'

/** The text that a signature covers, and how long each clause must have been in view. Equal for all signers with the same last signature and language. */
export type TextToSign = {
  basis: 'full' | 'delta'
  clauses: readonly Pick<ClauseRow, 'clauseId' | 'hash'>[]
  toRead: readonly { clauseId: string; minMs: number }[]
  docHash: string
  consent: string
}

/** The policy in force, one person's row on the roster, the text that they have to sign, and the names of their department path. */
export type AcknowledgementStatus = { policy: ActivePolicy; row: RosterRow; text: TextToSign; department: string[] }

export type Reader = { userid: string; language: PolicyLanguage }

type LoadText = (policy: ActivePolicy, row: RosterRow, language: PolicyLanguage) => Promise<TextToSign>

/** Returns the status of each reader, in their order; null when there is no such policy or it does not bind them. */
export async function findAcknowledgementStatuses(
  deps: RosterDeps,
  loadText: LoadText,
  id: PolicyId,
  readers: readonly Reader[],
): Promise<(AcknowledgementStatus | null)[]> {
  const policy = await findActivePolicy(deps.db, id)
  if (!policy) return readers.map(() => null)
  const rows = await findAllOnRoster(
    deps,
    policy,
    readers.map(({ userid }) => userid),
  )
  const departments = await listPathNames(
    deps.db,
    [...rows.values()].map(({ departmentId }) => departmentId),
  )
  const statuses: (AcknowledgementStatus | null)[] = []
  for (const { userid, language } of readers) {
    const row = rows.get(userid.toLowerCase())
    const department = row ? (departments.get(row.departmentId) ?? []) : []
    statuses.push(row ? { policy, row, text: await loadText(policy, row, language), department } : null)
  }
  return statuses
}

/** One entry per version, language and last signed version. Few are being signed at a time. */
const MAX_CACHED = 100

/** Loads each text once. Cached texts stay valid: the database does not allow changes to published text. */
export function cacheTexts(deps: Pick<RosterDeps, 'db'>): LoadText {
  const cache = new Map<string, TextToSign>()
  return async (policy, row, language) => {
    const key = `${policy.versionId} ${language} ${String(validSignedNo(row))}`
    const cached = cache.get(key)
    if (cached) return cached
    const text = await loadTextToSign(deps, policy, row, language)
    if (cache.size >= MAX_CACHED) cache.clear()
    cache.set(key, text)
    return text
  }
}

async function loadTextToSign(
  deps: Pick<RosterDeps, 'db'>,
  policy: ActivePolicy,
  row: RosterRow,
  language: PolicyLanguage,
): Promise<TextToSign> {
  const head = await findVersionHead(deps.db, policy.versionId)
  if (!head) throw new PolicyNotFoundError()
  const { clauses, toRead, lastSigned } = await readingFacts(deps, policy, row, language)
  return {
    basis: lastSigned === null ? 'full' : 'delta',
    clauses: clauses.map(({ clauseId, hash }) => ({ clauseId, hash })),
    toRead: toRead.map((clause) => ({ clauseId: clause.clauseId, minMs: minMsOf(clause) })),
    docHash: docHashOf(documentOf(head, policy.label, language), clauses),
    consent: titleAndConsentOf(head.content, language).consent,
  }
}
