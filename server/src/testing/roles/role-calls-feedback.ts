import { addFaq } from '../../features/feedback/faq/publish-faq.ts'
import { listFaqs } from '../../features/feedback/faq/list-faqs.ts'
import { type RoleCalls, rowOf } from './role-call.ts'

const path = '/api/feedback/faqs'
const entry = { question: '签收卡片打不开怎么办', answer: '换一个网络再试。', clause: null, sourceId: null }

/** Commands of the FAQ. */
export const feedbackCalls: RoleCalls = {
  'POST /api/feedback/faqs': async (_kit, { author }) => ({ by: author, path, body: entry }),
  'POST /api/feedback/faqs/:faq/retire': async ({ deps }, { author }) => {
    await addFaq(deps, author, entry)
    const [first] = (await listFaqs(deps, author, {})).items
    if (!first) throw new Error('the entry was not stored')
    return { by: author, path: `${path}/${first.id}/retire`, body: {}, row: rowOf('feedback_faqs', first.id) }
  },
}
