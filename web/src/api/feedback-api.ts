import type {
  AnswerBody,
  FaqBody,
  FaqQuery,
  FeedbackBoardQuery,
  FeedbackExportBody,
  VerdictBody,
} from '@desk/shared/feedback/feedback-schemas'
import type { Id } from '@desk/shared/kernel/ids'
import { useApi } from './desk-api.ts'
import {
  idempotencyHeader,
  type IdempotentSubmit,
  requestInit,
  versioned,
  type VersionedId,
  versionedWith,
} from './request-options.ts'
import { unwrap } from './unwrap.ts'

/** Creates the API client of the pages about feedback. */
export function useFeedbackApi() {
  const { feedback } = useApi().client
  const problem = feedback[':id']
  return {
    similar: async (text: string, signal?: AbortSignal) =>
      (await unwrap(feedback.similar.$get({ query: { text } }, requestInit(signal)))).items,
    own: (cursor: { after?: string }, signal?: AbortSignal) =>
      unwrap(feedback.$get({ query: cursor }, requestInit(signal))),
    ask: (text: string, attempt: IdempotentSubmit) =>
      unwrap(feedback.$post({ ...idempotencyHeader(attempt), json: { text } }, requestInit(attempt.signal))),
    join: (id: string, text: string) => unwrap(problem.join.$post({ param: { id }, json: { text } })),
    problem: (id: string, signal?: AbortSignal) => unwrap(problem.$get({ param: { id } }, requestInit(signal))),
    judge: (id: string, json: VerdictBody) => unwrap(problem.verdict.$post({ param: { id }, json })),
    forward: (target: VersionedId, title: string) => unwrap(problem.forward.$post(versionedWith(target, { title }))),
    take: (target: VersionedId) => unwrap(problem.take.$post(versioned(target))),
    promise: (target: VersionedId, on: string) => unwrap(problem.promise.$post(versionedWith(target, { on }))),
    exportBoard: (json: FeedbackExportBody) => unwrap(feedback.board.export.$post({ json })),
    note: (id: string, text: string, key: string) =>
      unwrap(problem.notes.$post({ param: { id }, json: { text }, ...idempotencyHeader({ key }) })),
    answer: (target: VersionedId, body: Omit<AnswerBody, 'version'>) =>
      unwrap(problem.answer.$post(versionedWith(target, body))),
    toIncident: (target: VersionedId, involved: readonly string[]) =>
      unwrap(problem.incident.$post(versionedWith(target, { involved: [...involved] }))),
    board: (query: FeedbackBoardQuery, signal?: AbortSignal) =>
      unwrap(feedback.board.$get({ query }, requestInit(signal))),
    mergePreview: (id: string, sources: readonly string[], signal?: AbortSignal) =>
      unwrap(
        problem['merge-preview'].$get({ param: { id }, query: { sources: sources.join(',') } }, requestInit(signal)),
      ),
    merge: (id: string, sources: readonly string[], askers: number) =>
      unwrap(problem.merge.$post({ param: { id }, json: { sources: sources as Id<'feedback'>[], askers } })),
    faqs: (query: FaqQuery, signal?: AbortSignal) => unwrap(feedback.faqs.$get({ query }, requestInit(signal))),
    addFaq: (json: FaqBody) => unwrap(feedback.faqs.$post({ json })),
    retireFaq: (faq: string) => unwrap(feedback.faqs[':faq'].retire.$post({ param: { faq } })),
  }
}
