import type { RequestItem } from '@desk/shared/requests/types/index'
import type { DecisionBody, FieldChangeView, RequestView, Verdict } from '@desk/shared/requests/request-schemas'

/** The verdicts chosen so far. A field without a choice counts as agreed: the button shows the counts. */
export type Choices = Partial<Record<RequestItem, Verdict>>

/** Returns the fields on which this step decides: those that the step before refused stay refused. */
const awaitingVerdict = (changes: readonly FieldChangeView[]) => changes.filter((change) => !isRefusedBefore(change))

/** Returns whether the step before refused this field of an open request. */
export const isRefusedBefore = ({ verdict }: FieldChangeView): boolean => verdict?.agreed === false

const verdictOf = (choices: Choices, field: RequestItem): Verdict => choices[field] ?? { verdict: 'agree' }

/** Counts the agreed and the refused fields of this step. */
export function countVerdicts(changes: readonly FieldChangeView[], choices: Choices) {
  const awaiting = awaitingVerdict(changes)
  const refused = awaiting.filter(({ field }) => verdictOf(choices, field).verdict === 'refuse').length
  return { agreed: awaiting.length - refused, refused }
}

/** Returns the body of a decision: a verdict per field of this step, and the version and hash that were on screen. */
export const decisionBodyOf = ({ version, seenHash, changes }: RequestView, choices: Choices): DecisionBody => ({
  version,
  seenHash,
  fields: Object.fromEntries(awaitingVerdict(changes).map(({ field }) => [field, verdictOf(choices, field)])),
})

/** Returns the fields whose requested value has changed, with the earlier value. */
export function changedFieldsOf(
  before: RequestView,
  after: RequestView,
): { field: RequestItem; before: string | null }[] {
  const earlier = new Map(before.changes.map(({ field, to }) => [field, to]))
  return after.changes.flatMap(({ field, to }) =>
    earlier.get(field) === to ? [] : [{ field, before: earlier.get(field) ?? null }],
  )
}

/** Drops the choices of changed fields: they must be reviewed again. */
export function keepUnchangedChoices(choices: Choices, before: RequestView, after: RequestView): Choices {
  const changed = new Set(changedFieldsOf(before, after).map(({ field }) => field))
  return Object.fromEntries(Object.entries(choices).filter(([field]) => !changed.has(field as RequestItem)))
}
