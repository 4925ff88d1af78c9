import type { PolicyEditView } from '@desk/shared/policies/authoring-schemas'
import type { DraftClause, PolicyDraft } from '@desk/shared/policies/policy-draft'

/** An id that no clause has, or had in `used`: by it a clause is the same one in the next version. */
export function nextClauseId(clauses: readonly Pick<DraftClause, 'id'>[], used: readonly string[]): string {
  const taken = new Set([...clauses.map(({ id }) => id), ...used])
  for (let count = clauses.length + 1; ; count += 1) {
    const id = `c${String(count)}`
    if (!taken.has(id)) return id
  }
}

export function moveUp(clauses: readonly DraftClause[], index: number): DraftClause[] {
  const [one, before] = [clauses[index], clauses[index - 1]]
  if (!one || !before) return [...clauses]
  return clauses.map((clause, at) => (at === index ? before : at === index - 1 ? one : clause))
}

/** A second language begins with the words of the first: to be written over, and never missing. */
export const withEnglish = (draft: PolicyDraft, isWanted: boolean): PolicyDraft => ({
  ...draft,
  en: isWanted ? (draft.en ?? draft.zh) : null,
  clauses: draft.clauses.map((clause) => ({ ...clause, en: isWanted ? (clause.en ?? clause.zh) : null })),
})

type ShownClauses = NonNullable<PolicyEditView['draft']>['clauses']

/** Numbers of the clauses whose text changed in the first language alone: who reads the other one is not asked for them. */
export const changedOnlyIn = (one: ShownClauses, other: ShownClauses): string[] =>
  one
    .filter(({ id, change }) => change === 'changed' && other.find((clause) => clause.id === id)?.change === 'same')
    .map(({ no }) => no)
