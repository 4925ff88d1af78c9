import type { RequestItem } from '@desk/shared/requests/types/index'
import type { DecisionBody, FieldChangeView, RequestView, Verdict } from '@desk/shared/requests/request-schemas'

/** What the decider chose so far. A field without a choice is agreed to: the button names the sum before it is pressed. */
export type Choices = Partial<Record<RequestItem, Verdict>>

const verdictOf = (choices: Choices, field: RequestItem): Verdict => choices[field] ?? { verdict: 'agree' }

export function countVerdicts(changes: readonly FieldChangeView[], choices: Choices) {
  const refused = changes.filter(({ field }) => verdictOf(choices, field).verdict === 'refuse').length
  return { agreed: changes.length - refused, refused }
}

/** Binds the verdicts to what was on screen: every asked-for field, the version, the hash of what was seen. */
export const decisionBodyOf = ({ version, seenHash, changes }: RequestView, choices: Choices): DecisionBody => ({
  version,
  seenHash,
  fields: Object.fromEntries(changes.map(({ field }) => [field, verdictOf(choices, field)])),
})

/** Fields that ask for something else than before, with what they asked for then. */
export function changedFieldsOf(
  before: RequestView,
  after: RequestView,
): { field: RequestItem; before: string | null }[] {
  const earlier = new Map(before.changes.map(({ field, to }) => [field, to]))
  return after.changes.flatMap(({ field, to }) =>
    earlier.get(field) === to ? [] : [{ field, before: earlier.get(field) ?? null }],
  )
}

/** The choices that still fit: a field that changed must be looked at again. */
export function keepUnchangedChoices(choices: Choices, before: RequestView, after: RequestView): Choices {
  const changed = new Set(changedFieldsOf(before, after).map(({ field }) => field))
  return Object.fromEntries(Object.entries(choices).filter(([field]) => !changed.has(field as RequestItem)))
}
