import type { ClauseRef, FaqList } from '@desk/shared/feedback/feedback-schemas'
import type { Id } from '@desk/shared/kernel/ids'
import { computed, shallowRef } from 'vue'
import { useMessages } from '../../locales/use-messages.ts'

export type FaqClauses = NonNullable<FaqList['editor']>['clauses']
type InitialClause = { policyId: string; clauseId: string | null }

/** Provides the choice of the clause to which an entry of the FAQ belongs. `clause` is the value of its field. */
export function useClauseChoice(clauses: () => FaqClauses, initial: InitialClause | null = null) {
  const { detail: messages } = useMessages('feedback')
  const clause = shallowRef(initial?.clauseId ? `${initial.policyId} ${initial.clauseId}` : '')
  const clauseOptions = computed(() => [
    { value: '', label: messages.noClause },
    ...clauses().map(({ policyId, clauseId, label }) => ({ value: `${policyId} ${clauseId}`, label })),
  ])
  function chosenClause(): ClauseRef | null {
    const [policyId = '', clauseId = ''] = clause.value.split(' ')
    return clause.value === '' ? null : { policyId: policyId as Id<'policy'>, clauseId }
  }
  return { clause, clauseOptions, chosenClause }
}
