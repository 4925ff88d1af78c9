import type { FeedbackView, OwnFeedback } from '@desk/shared/feedback/feedback-schemas'
import { createHash } from 'node:crypto'
import type { SimulatorClient } from '../lib/simulator-client.ts'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { until } from '../lib/wait-until.ts'

const seenBy = async (gatewayUrl: string, userid: string, id: string) =>
  (await openPhone(gatewayUrl, userid)).get<FeedbackView>(`/api/feedback/${id}`)

/** Waits until the problem is as it should be, as this member sees it. */
export const problemAs = (
  gatewayUrl: string,
  userid: string,
  id: string,
  isRight: (view: FeedbackView) => boolean,
): Promise<FeedbackView> =>
  until(`feedback ${id} as it should be`, async () => {
    const view = await seenBy(gatewayUrl, userid, id)
    return isRight(view) ? view : null
  })

/** Gives feedback through the API; returns its id. */
export async function giveFeedback(gatewayUrl: string, userid: string, text: string): Promise<string> {
  const phone = await openPhone(gatewayUrl, userid)
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16)
  const key = { 'idempotency-key': `feedback-${userid}-${hash}` }
  return (await postOrThrow<FeedbackView>(phone, '/api/feedback', { text }, key)).id
}

export const ownFeedback = async (gatewayUrl: string, userid: string): Promise<OwnFeedback> =>
  (await openPhone(gatewayUrl, userid)).get<OwnFeedback>('/api/feedback')

/** Returns a member's chat as JSON, to search in it. */
export const chatText = async (simulator: SimulatorClient, userid: string): Promise<string> =>
  JSON.stringify(await simulator.chat(userid))
