import type { MemberRef } from '@desk/shared/directory/member-ref'
import type { FeedbackSummary } from '@desk/shared/feedback/feedback-schemas'
import type { ProblemRow } from './feedback-queries.ts'

/** Returns what lists and the problem's page show. */
export const summaryOf = (
  { id, title, state, askedAt, people, dueAt, promisedOn, takerId }: ProblemRow,
  names: (userid: string) => MemberRef,
  { now, isMine }: { now: Date; isMine: boolean },
): FeedbackSummary => ({
  id,
  title,
  state,
  askedAt: askedAt.toISOString(),
  people,
  dueAt: dueAt?.toISOString() ?? null,
  isLate: dueAt !== null && dueAt < now,
  promisedOn,
  taker: takerId === null || state !== 'answering' ? null : names(takerId),
  isMine,
})
