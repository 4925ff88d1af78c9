import {
  answerBody,
  askBody,
  faqBody,
  faqList,
  faqQuery,
  feedbackBoard,
  feedbackBoardQuery,
  feedbackExportBody,
  feedbackView,
  forwardBody,
  joinBody,
  mergeBody,
  mergePreview,
  mergePreviewQuery,
  noteBody,
  ownFeedback,
  promiseBody,
  similarFeedback,
  similarFeedbackQuery,
  takeBody,
  toIncidentBody,
  verdictBody,
} from '@desk/shared/feedback/feedback-schemas'
import { oneTimeLink } from '@desk/shared/audit/audit-schemas'
import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { type Id, idSchema } from '@desk/shared/kernel/ids'
import { pageQuery } from '@desk/shared/kernel/page'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { idempotencyHeader, optionalIdempotencyHeader } from '../../http/idempotency-header.ts'
import { validate } from '../../http/validate.ts'
import { rateWindow } from '../../kernel/rate-window.ts'
import { submitFeedback, joinFeedback } from './asking/submit-feedback.ts'
import { findSimilar } from './asking/find-similar.ts'
import { getFeedback } from './asking/get-feedback.ts'
import { judgeAnswer } from './asking/judge-answer.ts'
import { listOwnFeedback } from './asking/list-own.ts'
import { listFaqs } from './faq/list-faqs.ts'
import { addFaq, retireFaq } from './faq/publish-faq.ts'
import { exportFeedbackBoard } from './handling/export-board.ts'
import { addNote, answerFeedback, forwardFeedback, promiseAnswer, takeFeedback } from './handling/handle-feedback.ts'
import { listFeedbackBoard } from './handling/list-board.ts'
import { mergeFeedback, previewMerge } from './handling/merge-feedback.ts'
import { moveToIncident } from './handling/move-to-incident.ts'
import type { FeedbackDeps } from './model/feedback-deps.ts'

/** Searches of one person per minute; enough for a field that searches while typing. */
const SEARCH_LIMIT = { limit: 60, windowMs: MINUTE_MS }

const param = validate('param', z.object({ id: idSchema('feedback') }))
const done = z.object({ ok: z.literal(true) })

/** Defines the routes to ask, join, read and judge. */
export const feedbackRoutes = (deps: FeedbackDeps) => {
  const searches = rateWindow(deps.clock, SEARCH_LIMIT)
  return new Hono<AppEnv>()
    .get(
      '/similar',
      describeJson('Search similar feedback', similarFeedback),
      validate('query', similarFeedbackQuery),
      async (c) => {
        const { actor } = c.var
        searches.addOrThrow(actor.userid, 'Too many searches within a minute')
        return c.json(await findSimilar(deps, actor, c.req.valid('query').text), 200)
      },
    )
    .get('/', describeJson('List the feedback of the caller', ownFeedback), validate('query', pageQuery), async (c) =>
      c.json(await listOwnFeedback(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .post(
      '/',
      describeJson('Submit feedback', feedbackView, 201),
      validate('header', idempotencyHeader),
      validate('json', askBody),
      async (c) => {
        const idempotencyKey = c.req.valid('header')['idempotency-key']
        return c.json(await submitFeedback(deps, c.var.actor, { ...c.req.valid('json'), idempotencyKey }), 201)
      },
    )
    .route('/', faqRoutes(deps))
    .route('/', handlerRoutes(deps))
    .get('/:id', describeJson('Get feedback', feedbackView), param, async (c) =>
      c.json(await getFeedback(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .post(
      '/:id/join',
      describeJson('Join similar feedback', feedbackView),
      param,
      validate('json', joinBody),
      async (c) =>
        c.json(await joinFeedback(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/verdict',
      describeJson('Judge an answer', feedbackView),
      param,
      validate('json', verdictBody),
      async (c) =>
        c.json(await judgeAnswer(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
}

const faqRoutes = (deps: FeedbackDeps) =>
  new Hono<AppEnv>()
    .get('/faqs', describeJson('List the FAQ', faqList), validate('query', faqQuery), async (c) =>
      c.json(await listFaqs(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .post('/faqs', describeJson('Add an entry to the FAQ', faqList), validate('json', faqBody), async (c) => {
      await addFaq(deps, c.var.actor, c.req.valid('json'))
      return c.json(await listFaqs(deps, c.var.actor, {}), 200)
    })
    .post(
      '/faqs/:faq/retire',
      describeJson('Remove an entry from the FAQ', faqList),
      validate('param', z.object({ faq: idSchema('faq') })),
      async (c) => {
        await retireFaq(deps, c.var.actor, c.req.valid('param').faq)
        return c.json(await listFaqs(deps, c.var.actor, {}), 200)
      },
    )

/** Defines the routes of department admins and the management department. */
const handlerRoutes = (deps: FeedbackDeps) =>
  new Hono<AppEnv>()
    .get(
      '/board',
      describeJson('List the feedback that the caller handles', feedbackBoard),
      validate('query', feedbackBoardQuery),
      async (c) => c.json(await listFeedbackBoard(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .post(
      '/board/export',
      describeJson('Create a one-time link to an export of the board', oneTimeLink),
      validate('json', feedbackExportBody),
      async (c) => c.json(await exportFeedbackBoard(deps, c.var.actor, c.req.valid('json')), 200),
    )
    .get(
      '/:id/merge-preview',
      describeJson('Preview a merge of feedback', mergePreview),
      param,
      validate('query', mergePreviewQuery),
      async (c) => {
        const sources = c.req.valid('query').sources.split(',') as Id<'feedback'>[]
        return c.json(await previewMerge(deps, c.var.actor, { ...c.req.valid('param'), sources }), 200)
      },
    )
    .post('/:id/merge', describeJson('Merge feedback', feedbackView), param, validate('json', mergeBody), async (c) =>
      c.json(await mergeFeedback(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/forward',
      describeJson('Forward feedback to the management department', feedbackView),
      param,
      validate('json', forwardBody),
      async (c) =>
        c.json(await forwardFeedback(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/take', describeJson('Take feedback', feedbackView), param, validate('json', takeBody), async (c) =>
      c.json(await takeFeedback(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/promise',
      describeJson('Promise an answer by a day', feedbackView),
      param,
      validate('json', promiseBody),
      async (c) =>
        c.json(await promiseAnswer(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/notes',
      describeJson('Add an internal note', feedbackView),
      param,
      validate('header', optionalIdempotencyHeader),
      validate('json', noteBody),
      async (c) => {
        const idempotencyKey = c.req.valid('header')['idempotency-key']
        const note = { ...c.req.valid('param'), ...c.req.valid('json'), idempotencyKey }
        return c.json(await addNote(deps, c.var.actor, note), 200)
      },
    )
    .post(
      '/:id/answer',
      describeJson('Answer feedback', feedbackView),
      param,
      validate('json', answerBody),
      async (c) =>
        c.json(await answerFeedback(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/incident',
      describeJson('Move feedback to the incidents', done),
      param,
      validate('json', toIncidentBody),
      async (c) =>
        c.json(await moveToIncident(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
