import type { FeedbackView } from '@desk/shared/feedback/feedback-schemas'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'

/** Creates a problem that two colleagues have, and one with an answer that is part of the FAQ; returns their ids. */
export async function makeFeedbackSamples(
  gatewayUrl: string,
): Promise<Record<'feedback' | 'feedbackAnswered', string>> {
  const asker = await openPhone(gatewayUrl, 'guoji')
  const ask = (text: string, key: string) =>
    postOrThrow<FeedbackView>(asker, '/api/feedback', { text }, { 'idempotency-key': key })
  const open = await ask('夜班打不开签收卡片\n点开一直转圈，白天正常。', 'crawl-feedback-open')
  await postOrThrow(await openPhone(gatewayUrl, 'sunhao'), `/api/feedback/${open.id}/join`, { text: '我也遇到了' })
  const answered = await ask('值班表看不到下周', 'crawl-feedback-answered')
  const ops = await openPhone(gatewayUrl, 'chenhaiyan')
  await postOrThrow(ops, `/api/feedback/${answered.id}/answer`, {
    version: answered.version,
    outcome: 'known',
    text: '点右上角的日期，可以切换到下周。',
    faq: { question: '怎么看下周的值班表', clause: null },
  })
  return { feedback: open.id, feedbackAnswered: answered.id }
}
