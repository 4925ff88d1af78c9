import { pagePaths } from './page-paths.ts'
import type { RequestType } from '../requests/types/index.ts'

/** Page on which a returned request is edited; null: this request type is never returned. */
const resubmissionPages: Readonly<Record<RequestType, ((id: string) => string) | null>> = {
  info_change: pagePaths.resubmission,
  group_create: pagePaths.groupResubmission,
  policy_exemption: null,
}

export const resubmissionPath = ({ kind, id }: { kind: RequestType; id: string }): string =>
  resubmissionPages[kind]?.(id) ?? pagePaths.request(id)

/** Page of a new request that starts with the values of an ended one; null: this request type has none. */
export const repeatPath = ({ kind, id }: { kind: RequestType; id: string }): string | null =>
  kind === 'info_change' ? `${pagePaths.infoChange}?again=${id}` : null

export const isRequestType = (name: unknown): name is RequestType =>
  typeof name === 'string' && Object.hasOwn(resubmissionPages, name)
