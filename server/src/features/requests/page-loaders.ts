import { idSchema } from '@desk/shared/kernel/ids'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { approvalsQuery, myRequestsQuery } from '@desk/shared/requests/approval-schemas'
import type * as z from 'zod/mini'
import { type LinkResolver, type PageLoaders, parameter } from '../../http/page-loader.ts'
import { getRequest, resolveRequestNo, resolveTask } from './inbox/get-request.ts'
import { listApprovals, listMyRequests } from './inbox/list-requests.ts'
import type { RequestDeps } from './model/request-deps.ts'

export const pageLoaders = {
  requests: (deps, actor, { search }) => listMyRequests(deps, actor, filterOf(myRequestsQuery, search)),
  approvals: (deps, actor, { search }) => listApprovals(deps, actor, filterOf(approvalsQuery, search)),
  request: async (deps, actor, { params }) => getRequest(deps, actor, parameter(idSchema('request'), params.id)),
} satisfies PageLoaders<RequestDeps, 'requests' | 'approvals' | 'request'>

/** Returns the filter in the address. Invalid values, and a later page, are ignored. */
function filterOf<Query extends z.ZodMiniType>(query: Query, search: URLSearchParams): z.output<Query> {
  const { list, kind } = Object.fromEntries(search)
  const filter = { ...(list === undefined ? {} : { list }), ...(kind === undefined ? {} : { kind }) }
  return query.safeParse(filter).data ?? query.parse({})
}

/** Resolves a request number, or a card of this person, to a page. */
export const resolveRequest: LinkResolver<RequestDeps> = async (deps, actor, link) => {
  const id = 'no' in link ? await resolveRequestNo(deps, actor, link.no) : await resolveTask(deps, actor, link.taskId)
  return id && pagePaths.request(id)
}
