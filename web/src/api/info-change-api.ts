import type { ApiClient } from '@desk/server/client'
import type { CommentBody, UploadBody } from '@desk/shared/comments/comment-schemas'
import type { DraftBody, DraftView } from '@desk/shared/drafts/draft-schemas'
import type { DisputeBody, RewriteBody, SettlementBody } from '@desk/shared/info-change/info-change-schemas'
import type { RequestType } from '@desk/shared/requests/types/index'
import type { FieldSettingsBody } from '@desk/shared/settings/field-schemas'
import { idempotencyHeader, requestInit } from './request-options.ts'
import { unwrap } from './unwrap.ts'

/** Creates the API client of information changes, and of the drafts, comments and attachments of every request. */
export function createInfoApi(api: ApiClient['api']) {
  // No spread: the client is a proxy that creates its paths on access.
  const { requests, drafts, attachments, settings } = api
  const request = requests[':id']
  const draft = drafts[':kind']
  return {
    findDepartments: (q: string, signal?: AbortSignal) =>
      unwrap(api['info-change'].departments.$get({ query: { q } }, requestInit(signal))),
    verifyNow: (id: string) => unwrap(request.look.$post({ param: { id } })),
    dispute: (id: string, json: DisputeBody) => unwrap(request.dispute.$post({ param: { id }, json })),
    rewrite: (id: string, json: RewriteBody) => unwrap(request.rewrite.$post({ param: { id }, json })),
    settle: (id: string, json: SettlementBody) => unwrap(request.settlement.$post({ param: { id }, json })),
    sheet: (id: string, signal?: AbortSignal) => unwrap(request.sheet.$get({ param: { id } }, requestInit(signal))),
    fieldSettings: (signal?: AbortSignal) => unwrap(settings.fields.$get({}, requestInit(signal))),
    changeField: (json: FieldSettingsBody) => unwrap(settings.fields.$post({ json })),
    draft: (kind: RequestType, signal?: AbortSignal): Promise<DraftView> =>
      unwrap(draft.$get({ param: { kind } }, requestInit(signal))),
    // `keepalive`: the browser finishes the call even when the page is closed.
    saveDraft: (kind: RequestType, json: DraftBody) =>
      unwrap(draft.$post({ param: { kind }, json }, { init: { keepalive: true } })),
    discardDraft: (kind: RequestType) => unwrap(draft.discard.$post({ param: { kind } })),
    comments: (id: string, signal?: AbortSignal) =>
      unwrap(request.comments.$get({ param: { id } }, requestInit(signal))),
    // The server stores a comment once per `key`.
    comment: (id: string, json: CommentBody, key: string) =>
      unwrap(request.comments.$post({ param: { id }, ...idempotencyHeader({ key }), json })),
    upload: (json: UploadBody) => unwrap(attachments.$post({ json })),
    attachmentLink: (id: string, attachmentId: string) =>
      unwrap(request.attachments[':attachmentId'].link.$post({ param: { id, attachmentId } })),
  }
}
