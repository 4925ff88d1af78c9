import type { ComparedClause } from '@desk/shared/policies/authoring-schemas'
import { changeOf, type ClauseText, removedSince } from '@desk/shared/policies/clauses'
import { diffClauses } from './clause-diff.ts'
import { toRichText } from './markdown.ts'

type Clause = ClauseText & { hash: string }

/** Compares the clauses of two versions. Those that were removed follow, in their old order. */
export function compareClauses(now: readonly Clause[], before: readonly Clause[]): ComparedClause[] {
  const clauses = now.map((clause) => {
    const old = before.find(({ clauseId }) => clauseId === clause.clauseId)
    const change = changeOf(clause, before)
    return { ...viewOf(clause), change, diff: change === 'changed' && old ? diffClauses(old, clause) : null }
  })
  const removed = removedSince(now, before).map((clause) => ({
    ...viewOf({ ...clause, why: '' }),
    change: 'removed' as const,
    diff: null,
  }))
  return [...clauses, ...removed]
}

const viewOf = ({ clauseId, no, title, body, why }: ClauseText) => ({
  id: clauseId,
  no,
  title,
  text: toRichText(body),
  why,
})
