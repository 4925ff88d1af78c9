import { pagePaths } from '@desk/shared/pages/page-paths'
import { isRequestType } from '@desk/shared/pages/resubmission-paths'
import type { RequestItem } from '@desk/shared/requests/types/index'
import type { LocationQuery } from 'vue-router'
import type { ApprovalFilter, RequestFilter } from '../../api/requests-api.ts'

/** The tabs of the pending tasks: approvals, policies to sign, other tasks, and what was decided. */
export const todoTabs = ['approve', 'sign', 'other', 'handled'] as const
export type TodoTab = (typeof todoTabs)[number]

/** How the rows are grouped. */
export type Grouping = 'kind' | 'department'

/** Reads the tab from the URL. The manual tasks of the management department are among the other tasks. */
export function todoTabOf({ list }: LocationQuery): TodoTab {
  if (list === 'by_hand') return 'other'
  return todoTabs.find((tab) => tab === list) ?? 'approve'
}

const textOf = (value: LocationQuery[string] | undefined): string => (typeof value === 'string' ? value.trim() : '')

/** Reads the filter from the URL, so that a reload, a shared link and the back button show the same list. */
export function approvalFilterOf(query: LocationQuery): ApprovalFilter {
  const { list, kind, overdue } = query
  const [q, items] = [textOf(query['q']), itemsIn(textOf(query['items'])).join(',')]
  return {
    list: list === 'handled' || list === 'by_hand' ? list : 'waiting',
    ...(isRequestType(kind) && { kind }),
    ...(q !== '' && { q }),
    ...(items !== '' && { items }),
    ...(overdue === 'yes' && { overdue }),
  }
}

export const groupingOf = ({ group }: LocationQuery): Grouping => (group === 'department' ? group : 'kind')

/** Returns the items named in the URL, unchecked: the server checks them. */
export const itemsIn = (names: string): RequestItem[] => names.split(',').filter(Boolean) as RequestItem[]

/** Returns how many conditions narrow the list, besides the type and the search text. */
export const conditionCount = ({ items, overdue }: ApprovalFilter): number =>
  itemsIn(items ?? '').length + (overdue ? 1 : 0)

export const requestFilterOf = ({ list, kind }: LocationQuery): RequestFilter => ({
  ...(list === 'running' || list === 'returned' || list === 'ended' ? { list } : {}),
  ...(isRequestType(kind) ? { kind } : {}),
})

const withQuery = (path: string, query: Record<string, string | undefined>): string => {
  const present = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return present.length > 0 ? `${path}?${new URLSearchParams(present).toString()}` : path
}

export const approvalsPath = ({ list, ...filter }: ApprovalFilter, grouping: Grouping = 'kind'): string =>
  withQuery(pagePaths.approvals, {
    list: list === 'waiting' ? undefined : list,
    ...filter,
    group: grouping === 'kind' ? undefined : grouping,
  })

export const todoPath = (tab: TodoTab): string =>
  withQuery(pagePaths.approvals, { list: tab === 'approve' ? undefined : tab })

export const requestsPath = ({ list, kind }: RequestFilter): string => withQuery(pagePaths.requests, { list, kind })
