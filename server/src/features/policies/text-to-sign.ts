import type { PolicyId } from '@desk/shared/kernel/ids'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import { minMsOf } from './get-reading.ts'
import { type ClauseRow, findLivePolicy, type LivePolicy } from './policy-queries.ts'
import { countedNo, readingFacts } from './reading-facts.ts'
import { findAllOnRoster, type RosterDeps, type RosterRow } from './roster-queries.ts'

/** What a signature is about, and how long one's eyes must have been on it: for all who have the same before them. */
export type TextToSign = {
  basis: 'full' | 'delta'
  clauses: readonly Pick<ClauseRow, 'clauseId' | 'hash'>[]
  asked: readonly { clauseId: string; minMs: number }[]
}

/** The policy as it holds now, how one person stands with it, and what it asks him to read. */
export type Standing = { policy: LivePolicy; row: RosterRow; text: TextToSign }

export type Reader = { userid: string; language: PolicyLanguage }

/** Of each of these people, in their order; null: the policy does not bind him, or is none. */
export async function standingsOf(
  deps: RosterDeps,
  id: PolicyId,
  readers: readonly Reader[],
): Promise<(Standing | null)[]> {
  const policy = await findLivePolicy(deps.db, id)
  if (!policy) return readers.map(() => null)
  const rows = await findAllOnRoster(
    deps,
    policy,
    readers.map(({ userid }) => userid),
  )
  const texts = new Map<string, TextToSign>()
  const standings: (Standing | null)[] = []
  for (const { userid, language } of readers) {
    const row = rows.get(userid.toLowerCase())
    const key = row ? `${language} ${String(countedNo(row))}` : ''
    const text = row && (texts.get(key) ?? (await textToSign(deps, policy, row, language)))
    if (text) texts.set(key, text)
    standings.push(text ? { policy, row, text } : null)
  }
  return standings
}

async function textToSign(deps: RosterDeps, policy: LivePolicy, row: RosterRow, language: PolicyLanguage) {
  const { clauses, asked, signed } = await readingFacts(deps, policy, row, language)
  return {
    basis: signed === null ? ('full' as const) : ('delta' as const),
    clauses,
    asked: asked.map((clause) => ({ clauseId: clause.clauseId, minMs: minMsOf(clause) })),
  }
}
