import { FEEDBACK_SEARCH_MAX } from '@desk/shared/feedback/feedback-limits'
import { type FeedbackBoardQuery, feedbackViews } from '@desk/shared/feedback/feedback-schemas'
import type { LocationQuery } from 'vue-router'

/** Converts the URL query of the board page to the query of its API. Unknown values are ignored. */
export function toBoardQuery({ q, view }: LocationQuery): FeedbackBoardQuery {
  const text = typeof q === 'string' ? [...q.trim()].slice(0, FEEDBACK_SEARCH_MAX).join('') : ''
  const validView = feedbackViews.find((name) => name === view)
  return { ...(text !== '' && { q: text }), ...(validView && { view: validView }) }
}
