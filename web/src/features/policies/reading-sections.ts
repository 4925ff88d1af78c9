import type { DutyHolder } from '@desk/shared/policies/duties'
import type { ClauseView } from '@desk/shared/policies/policy-schemas'

/** Clauses in a row that need not be read: unchanged since the reader's signature, or duties of others. */
export type Fold = { kind: 'fold'; reason: 'same' | DutyHolder; clauses: ClauseView[] }
export type Section = { kind: 'clause'; clause: ClauseView } | Fold

/** Returns why a clause is folded; null: it is shown. */
const reasonOf = ({ isAsked, othersDuty }: ClauseView, isDelta: boolean): Fold['reason'] | null =>
  isAsked ? null : isDelta ? 'same' : othersDuty

/** Divides the text, in its order, into clauses that are shown and folds. */
export function toSections(clauses: readonly ClauseView[], isDelta: boolean): Section[] {
  const sections: Section[] = []
  for (const clause of clauses) {
    const reason = reasonOf(clause, isDelta)
    const last = sections.at(-1)
    if (reason === null) sections.push({ kind: 'clause', clause })
    else if (last?.kind === 'fold' && last.reason === reason) last.clauses.push(clause)
    else sections.push({ kind: 'fold', reason, clauses: [clause] })
  }
  return sections
}
