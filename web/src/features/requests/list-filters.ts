import { pagePaths } from '@desk/shared/pages/page-paths'
import { isRequestType } from '@desk/shared/pages/resubmission-paths'
import type { LocationQuery } from 'vue-router'
import type { ApprovalFilter, RequestFilter } from '../../api/requests-api.ts'

/** Reads the filter from the URL, so that a reload, a shared link and the back button show the same list. */
export const approvalFilterOf = ({ list, kind }: LocationQuery): ApprovalFilter => ({
  list: list === 'handled' || list === 'by_hand' ? list : 'waiting',
  ...(isRequestType(kind) ? { kind } : {}),
})

export const requestFilterOf = ({ list, kind }: LocationQuery): RequestFilter => ({
  ...(list === 'running' || list === 'returned' || list === 'ended' ? { list } : {}),
  ...(isRequestType(kind) ? { kind } : {}),
})

const withQuery = (path: string, query: Record<string, string | undefined>): string => {
  const present = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return present.length > 0 ? `${path}?${new URLSearchParams(present).toString()}` : path
}

export const approvalsPath = ({ list, kind }: ApprovalFilter): string =>
  withQuery(pagePaths.approvals, { list: list === 'waiting' ? undefined : list, kind })

export const requestsPath = ({ list, kind }: RequestFilter): string => withQuery(pagePaths.requests, { list, kind })
