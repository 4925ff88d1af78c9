import type {
  AskDeletionBody,
  ClosingsQuery,
  OpenClosingBody,
  OpenTransferBody,
} from '@desk/shared/accounts/close/closing-schemas'
import { useApi } from '../desk-api.ts'
import { requestInit, versioned, type VersionedId, versionedWith } from '../request-options.ts'
import { unwrap } from '../unwrap.ts'

/** Creates the API client of the pages about account closings and transfers. */
export function useClosingApi() {
  const { closings, transfers } = useApi().client
  const closing = closings[':id']
  return {
    list: (query: ClosingsQuery, signal?: AbortSignal) => unwrap(closings.$get({ query }, requestInit(signal))),
    form: (signal?: AbortSignal) => unwrap(closings.form.$get({}, requestInit(signal))),
    open: (json: OpenClosingBody) => unwrap(closings.$post({ json })),
    transfer: (json: OpenTransferBody) => unwrap(transfers.$post({ json })),
    closing: (id: string, signal?: AbortSignal) => unwrap(closing.$get({ param: { id } }, requestInit(signal))),
    /** Asks a member, the heir, to take over the items; without `items`, all that have no heir yet. */
    assign: (target: VersionedId, heir: string, items?: string[]) =>
      unwrap(closing.heirs.$post(versionedWith(target, items === undefined ? { heir } : { heir, items }))),
    /** `items`: the items on the page. The answer applies to no others. */
    answer: (id: string, accept: boolean, items: string[]) =>
      unwrap(closing.answer.$post({ param: { id }, json: { accept, items } })),
    waive: (target: VersionedId, item: string, reason: string) =>
      unwrap(closing.waiver.$post(versionedWith(target, { item, reason }))),
    stateDataRemoved: (target: VersionedId) => unwrap(closing.cleaning.$post(versioned(target))),
    moveLastDay: (target: VersionedId, lastDay: string) =>
      unwrap(closing['last-day'].$post(versionedWith(target, { lastDay }))),
    force: (target: VersionedId, reason: string) => unwrap(closing.force.$post(versionedWith(target, { reason }))),
    confirm: (target: VersionedId) => unwrap(closing.confirmation.$post(versioned(target))),
    cancel: (target: VersionedId, reason: string) =>
      unwrap(closing.cancellation.$post(versionedWith(target, { reason }))),
    askDeletion: (target: VersionedId, body: Omit<AskDeletionBody, 'version'>) =>
      unwrap(closing.deletion.$post(versionedWith(target, body))),
    confirmDeletion: (target: VersionedId) => unwrap(closing.deletion.confirm.$post(versioned(target))),
    reEnable: (target: VersionedId) => unwrap(closing['re-enabling'].$post(versioned(target))),
    confirmReturn: (target: VersionedId) => unwrap(closing.return.$post(versioned(target))),
    denyReturn: (target: VersionedId) => unwrap(closing.return.denial.$post(versioned(target))),
  }
}
