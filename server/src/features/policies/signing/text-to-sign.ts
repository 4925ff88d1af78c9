import { canonicalJson } from '@desk/shared/audit/canonical-json'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { minMsOf } from './get-reading.ts'
import { listPathNames } from '../roster/department-path-queries.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { type ClauseRow, findActivePolicy, findVersionHead, type ActivePolicy } from '../document/policy-queries.ts'
import { type ReadAs, validSignedNo, readingFacts } from './reading-facts.ts'
import { findAllOnRoster, type RosterDeps, type RosterRow } from '../roster/roster-queries.ts'
import { docHashOf, documentOf, titleAndConsentOf } from '../document/version-text.ts'

/**
 * What a signature covers, and how long each clause must have been in view. Equal for all signers with the same last signed
 * version, language and duties.
 */
export type TextToSign = {
  basis: 'full' | 'delta'
  clauses: readonly Pick<ClauseRow, 'clauseId' | 'hash'>[]
  /** The hash of each clause by its id, which each signature contains, and the canonical JSON of this object. */
  clauseHashes: Record<string, string>
  clauseHashesText: string
  toRead: readonly { clauseId: string; minMs: number }[]
  docHash: string
  consent: string
}

/**
 * The policy in force, one person's row on the roster, the text that they have to sign, and the names of their department
 * path.
 */
export type AcknowledgementStatus = { policy: ActivePolicy; row: RosterRow; text: TextToSign; department: string[] }

export type Reader = ReadAs & { userid: string }

type LoadText = (policy: ActivePolicy, row: RosterRow, readAs: ReadAs) => Promise<TextToSign>

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
  for (const { userid, ...readAs } of readers) {
    const row = rows.get(userid.toLowerCase())
    const department = row ? (departments.get(row.departmentId) ?? []) : []
    statuses.push(row ? { policy, row, text: await loadText(policy, row, readAs), department } : null)
  }
  return statuses
}

/** One entry per version, language, last signed version and duties. Few are being signed at a time. */
const MAX_CACHED = 100

/** Loads each text once. Cached texts stay valid: the database does not allow changes to published text. */
export function cacheTexts(deps: Pick<RosterDeps, 'db'>): LoadText {
  const cache = new Map<string, TextToSign>()
  return async (policy, row, readAs) => {
    const key = [policy.versionId, readAs.language, String(validSignedNo(row)), ...readAs.duties].join(' ')
    const cached = cache.get(key)
    if (cached) return cached
    const text = await loadTextToSign(deps, policy, row, readAs)
    if (cache.size >= MAX_CACHED) cache.clear()
    cache.set(key, text)
    return text
  }
}

async function loadTextToSign(
  deps: Pick<RosterDeps, 'db'>,
  policy: ActivePolicy,
  row: RosterRow,
  readAs: ReadAs,
): Promise<TextToSign> {
  const head = await findVersionHead(deps.db, policy.versionId)
  if (!head) throw new PolicyNotFoundError()
  const { clauses, toRead, lastSigned } = await readingFacts(deps, policy, row, readAs)
  const clauseHashes = Object.fromEntries(clauses.map(({ clauseId, hash }) => [clauseId, hash]))
  return {
    basis: lastSigned === null ? 'full' : 'delta',
    clauses: clauses.map(({ clauseId, hash }) => ({ clauseId, hash })),
    clauseHashes,
    clauseHashesText: canonicalJson(clauseHashes),
    toRead: toRead.map((clause) => ({ clauseId: clause.clauseId, minMs: minMsOf(clause) })),
    docHash: docHashOf(documentOf(head, policy.label, readAs.language), clauses),
    consent: titleAndConsentOf(head.content, readAs.language).consent,
  }
}
