import type { PolicyEditView } from '@desk/shared/policies/authoring-schemas'
import type { DraftClause, PolicyDraft } from '@desk/shared/policies/policy-draft'

/** Returns a clause id that is neither in use nor in `used`; the id identifies the clause across versions. */
export function nextClauseId(clauses: readonly Pick<DraftClause, 'id'>[], used: readonly string[]): string {
  const taken = new Set([...clauses.map(({ id }) => id), ...used])
  for (let number = clauses.length + 1; ; number += 1) {
    const id = `c${String(number)}`
    if (!taken.has(id)) return id
  }
}

/** Swaps a clause with the one before it. */
export function moveUp(clauses: readonly DraftClause[], index: number): DraftClause[] {
  const [moved, before] = [clauses[index], clauses[index - 1]]
  if (!moved || !before) return [...clauses]
  return clauses.map((clause, place) => (place === index ? before : place === index - 1 ? moved : clause))
}

/**
 * Adds or removes English. New English texts are those of `before`, the draft whose English was removed, or start as
 * copies of the Chinese ones, so that none is missing.
 */
export const withEnglish = (draft: PolicyDraft, isWanted: boolean, before: PolicyDraft | null = null): PolicyDraft => ({
  ...draft,
  en: isWanted ? (draft.en ?? before?.en ?? draft.zh) : null,
  clauses: draft.clauses.map((clause) => {
    const removed = before?.clauses.find(({ id }) => id === clause.id)?.en
    return { ...clause, en: isWanted ? (clause.en ?? removed ?? clause.zh) : null }
  }),
})

/**
 * Returns the clauses of a draft, one of which is reset to the clause in force. A removed clause is put back after those that
 * precede it in the version in force.
 */
export function withClauseInForce(
  { clauses, en }: PolicyDraft,
  inForce: readonly DraftClause[],
  id: string,
): DraftClause[] {
  const index = inForce.findIndex((clause) => clause.id === id)
  const clause = inForce[index]
  if (!clause) return clauses
  const restored = { ...clause, en: en ? (clause.en ?? clause.zh) : null }
  if (clauses.some((other) => other.id === id)) return clauses.map((other) => (other.id === id ? restored : other))
  const preceding = new Set(inForce.slice(0, index).map((other) => other.id))
  const place = Math.max(0, ...clauses.map((other, position) => (preceding.has(other.id) ? position + 1 : 0)))
  return [...clauses.slice(0, place), restored, ...clauses.slice(place)]
}

type ShownClauses = NonNullable<PolicyEditView['draft']>['clauses']

/** Returns the numbers of clauses that changed in one language only; those who signed in the other do not sign them again. */
export const changedOnlyIn = (clauses: ShownClauses, otherLanguage: ShownClauses): string[] =>
  clauses
    .filter(
      ({ id, change }) => change === 'changed' && otherLanguage.find((clause) => clause.id === id)?.change === 'same',
    )
    .map(({ no }) => no)
