import type { ApiClient } from '@desk/server/client'
import type { DraftBody, DraftView } from '@desk/shared/drafts/draft-schemas'
import type { RequestType } from '@desk/shared/requests/types/index'
import type {
  DisputeBody,
  ManualSheet,
  RewriteBody,
  SettlementBody,
} from '@desk/shared/info-change/info-change-schemas'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { FieldSettings, FieldSettingsBody } from '@desk/shared/settings/field-schemas'
import type { DepartmentHits } from '@desk/shared/settings/role-schemas'
import type {
  AttachmentView,
  CommentBody,
  DownloadLink,
  CommentsView,
  UploadBody,
} from '@desk/shared/comments/comment-schemas'
import { unwrap } from './unwrap.ts'

/** What is special to information changes, and what stands beside every request. */
export type InfoApi = {
  findDepartments(q: string, signal?: AbortSignal): Promise<DepartmentHits>
  look(id: string): Promise<RequestView>
  dispute(id: string, body: DisputeBody): Promise<RequestView>
  rewrite(id: string, body: RewriteBody): Promise<RequestView>
  settle(id: string, body: SettlementBody): Promise<RequestView>
  sheet(id: string, signal?: AbortSignal): Promise<ManualSheet>
  fieldSettings(signal?: AbortSignal): Promise<FieldSettings>
  changeField(body: FieldSettingsBody): Promise<FieldSettings>
  draft(kind: RequestType, signal?: AbortSignal): Promise<DraftView>
  saveDraft(kind: RequestType, body: DraftBody): Promise<DraftView>
  discardDraft(kind: RequestType): Promise<DraftView>
  talk(id: string, signal?: AbortSignal): Promise<CommentsView>
  /** `key`: the same comment sent again under it is written once. */
  comment(id: string, body: CommentBody, key: string): Promise<CommentsView>
  upload(body: UploadBody): Promise<AttachmentView>
  attachmentLink(id: string, attachmentId: string): Promise<DownloadLink>
}

const requestInit = (signal: AbortSignal | undefined) => (signal ? { init: { signal } } : {})

export function createInfoApi(api: ApiClient['api']): InfoApi {
  // Taken one by one: the client makes its paths as they are asked for, and has nothing to spread.
  const { requests, drafts, attachments, settings } = api
  const one = requests[':id']
  const draft = drafts[':kind']
  return {
    findDepartments: (q, signal) => unwrap(api['info-change'].departments.$get({ query: { q } }, requestInit(signal))),
    look: (id) => unwrap(one.look.$post({ param: { id } })),
    dispute: (id, json) => unwrap(one.dispute.$post({ param: { id }, json })),
    rewrite: (id, json) => unwrap(one.rewrite.$post({ param: { id }, json })),
    settle: (id, json) => unwrap(one.settlement.$post({ param: { id }, json })),
    sheet: (id, signal) => unwrap(one.sheet.$get({ param: { id } }, requestInit(signal))),
    fieldSettings: (signal) => unwrap(settings.fields.$get({}, requestInit(signal))),
    changeField: (json) => unwrap(settings.fields.$post({ json })),
    draft: (kind, signal) => unwrap(draft.$get({ param: { kind } }, requestInit(signal))),
    // Kept also when the page goes: the browser finishes what is small and asked to outlive it.
    saveDraft: (kind, json) => unwrap(draft.$post({ param: { kind }, json }, { init: { keepalive: true } })),
    discardDraft: (kind) => unwrap(draft.discard.$post({ param: { kind } })),
    talk: (id, signal) => unwrap(one.comments.$get({ param: { id } }, requestInit(signal))),
    comment: (id, json, key) => unwrap(one.comments.$post({ param: { id }, header: { 'idempotency-key': key }, json })),
    upload: (json) => unwrap(attachments.$post({ json })),
    attachmentLink: (id, attachmentId) =>
      unwrap(one.attachments[':attachmentId'].link.$post({ param: { id, attachmentId } })),
  }
}
