import { FEEDBACK_SEARCH_MAX } from '@desk/shared/feedback/feedback-limits'
import { type FeedbackBoardQuery, feedbackViews } from '@desk/shared/feedback/feedback-schemas'
import type { LocationQuery } from 'vue-router'

/** Returns the request of the board by the address of its page. Unknown values are ignored. */
export function toBoardQuery({ q, view }: LocationQuery): FeedbackBoardQuery {
  const text = typeof q === 'string' ? [...q.trim()].slice(0, FEEDBACK_SEARCH_MAX).join('') : ''
  const known = feedbackViews.find((each) => each === view)
  return { ...(text !== '' && { q: text }), ...(known && { view: known }) }
}
