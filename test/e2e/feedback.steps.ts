import type { FeedbackView, OwnFeedback } from '@desk/shared/feedback/feedback-schemas'
import { createHash } from 'node:crypto'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { until } from '../lib/wait-until.ts'

/** Waits until the problem, as this member sees it, satisfies the condition. */
export async function waitForProblem(
  gatewayUrl: string,
  userid: string,
  id: string,
  matches: (view: FeedbackView) => boolean,
): Promise<FeedbackView> {
  const phone = await openPhone(gatewayUrl, userid)
  return until(`feedback ${id} that satisfies the condition`, async () => {
    const view = await phone.get<FeedbackView>(`/api/feedback/${id}`)
    return matches(view) ? view : null
  })
}

/** Gives feedback through the API; returns its id. */
export async function giveFeedback(gatewayUrl: string, userid: string, text: string): Promise<string> {
  const phone = await openPhone(gatewayUrl, userid)
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16)
  const key = { 'idempotency-key': `feedback-${userid}-${hash}` }
  return (await postOrThrow<FeedbackView>(phone, '/api/feedback', { text }, key)).id
}

/** Reads the list of problems that this member has. */
export const readOwnFeedback = async (gatewayUrl: string, userid: string): Promise<OwnFeedback> =>
  (await openPhone(gatewayUrl, userid)).get<OwnFeedback>('/api/feedback')
