import { faqQuery, feedbackBoardQuery } from '@desk/shared/feedback/feedback-schemas'
import { idSchema } from '@desk/shared/kernel/ids'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { type PageLoaders, PageRedirect, parameter, queryOf } from '../../http/page-loader.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { getFeedback } from './asking/get-feedback.ts'
import { listOwnFeedback } from './asking/list-own.ts'
import { listFaqs } from './faq/list-faqs.ts'
import { listFeedbackBoard } from './handling/list-board.ts'
import type { FeedbackDeps } from './model/feedback-deps.ts'

type FeedbackPage = 'feedback' | 'feedback-board' | 'feedback-faq' | 'feedback-problem'

export const pageLoaders = {
  feedback: (deps, actor) => listOwnFeedback(deps, actor, {}),
  'feedback-board': (deps, actor, { search }) => listFeedbackBoard(deps, actor, queryOf(feedbackBoardQuery, search)),
  'feedback-faq': (deps, actor, { search }) => listFaqs(deps, actor, queryOf(faqQuery, search)),
  'feedback-problem': async (deps, actor, { params }) => {
    const id = parameter(idSchema('feedback'), params.id)
    const view = await getFeedback(deps, actor, id)
    // A merged problem redirects to the problem that it was merged into.
    return view.id === id ? view : new PageRedirect(pagePaths.feedbackProblem(view.id))
  },
} satisfies PageLoaders<ReadDeps & Pick<FeedbackDeps, 'createIncidents'>, FeedbackPage>
