import type { PolicyId } from '@desk/shared/kernel/ids'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import { minMsOf } from './get-reading.ts'
import { namesOfPaths } from '../roster/people-queries.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { type ClauseRow, findLivePolicy, findVersionHead, type LivePolicy } from '../document/policy-queries.ts'
import { countedNo, readingFacts } from './reading-facts.ts'
import { findAllOnRoster, type RosterDeps, type RosterRow } from '../roster/roster-queries.ts'
import { docHashOf, documentOf, wordsOf } from '../document/version-text.ts'

/** What a signature is about, and how long one's eyes must have been on it: for all who have the same before them. */
export type TextToSign = {
  basis: 'full' | 'delta'
  clauses: readonly Pick<ClauseRow, 'clauseId' | 'hash'>[]
  asked: readonly { clauseId: string; minMs: number }[]
  docHash: string
  consent: string
}

/** The policy as it holds now, how one person stands with it, what it asks him to read, and the names of his department. */
export type AcknowledgementStatus = { policy: LivePolicy; row: RosterRow; text: TextToSign; department: string[] }

export type Reader = { userid: string; language: PolicyLanguage }

type TextOf = (policy: LivePolicy, row: RosterRow, language: PolicyLanguage) => Promise<TextToSign>

/** Of each of these people, in their order; null: the policy does not bind him, or is none. */
export async function acknowledgementStatusesOf(
  deps: RosterDeps,
  textOf: TextOf,
  id: PolicyId,
  readers: readonly Reader[],
): Promise<(AcknowledgementStatus | null)[]> {
  const policy = await findLivePolicy(deps.db, id)
  if (!policy) return readers.map(() => null)
  const rows = await findAllOnRoster(
    deps,
    policy,
    readers.map(({ userid }) => userid),
  )
  const departments = await namesOfPaths(
    deps.db,
    [...rows.values()].map(({ departmentId }) => departmentId),
  )
  const standings: (AcknowledgementStatus | null)[] = []
  for (const { userid, language } of readers) {
    const row = rows.get(userid.toLowerCase())
    const department = row ? (departments.get(row.departmentId) ?? []) : []
    standings.push(row ? { policy, row, text: await textOf(policy, row, language), department } : null)
  }
  return standings
}

/** Versions, languages, and versions that were signed before: of what is being signed there are few at a time. */
const MOST_KEPT = 100

/** Asks once for each text, however many sign it: what is published never changes, in the database either. */
export function storeErasableTexts(deps: Pick<RosterDeps, 'db'>): TextOf {
  const kept = new Map<string, TextToSign>()
  return async (policy, row, language) => {
    const key = `${policy.versionId} ${language} ${String(countedNo(row))}`
    const known = kept.get(key)
    if (known) return known
    const text = await textToSign(deps, policy, row, language)
    if (kept.size >= MOST_KEPT) kept.clear()
    kept.set(key, text)
    return text
  }
}

async function textToSign(
  deps: Pick<RosterDeps, 'db'>,
  policy: LivePolicy,
  row: RosterRow,
  language: PolicyLanguage,
): Promise<TextToSign> {
  const head = await findVersionHead(deps.db, policy.versionId)
  if (!head) throw new PolicyNotFoundError()
  const { clauses, asked, signed } = await readingFacts(deps, policy, row, language)
  return {
    basis: signed === null ? 'full' : 'delta',
    clauses: clauses.map(({ clauseId, hash }) => ({ clauseId, hash })),
    asked: asked.map((clause) => ({ clauseId: clause.clauseId, minMs: minMsOf(clause) })),
    docHash: docHashOf(documentOf(head, policy.label, language), clauses),
    consent: wordsOf(head.content, language).consent,
  }
}
