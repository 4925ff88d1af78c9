import { idSchema } from '@desk/shared/kernel/ids'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { approvalsQuery, myRequestsQuery } from '@desk/shared/requests/approval-schemas'
import type * as z from 'zod/mini'
import { type LinkResolver, type PageLoaders, parameter, queryOf } from '../../http/page-loader.ts'
import { getRequest, resolveRequestNo, resolveTask } from './inbox/get-request.ts'
import { listApprovals, listMyRequests } from './inbox/list-requests.ts'
import type { RequestDeps } from './model/request-deps.ts'

export const pageLoaders = {
  requests: (deps, actor, { search }) => listMyRequests(deps, actor, filterOf(myRequestsQuery, search)),
  approvals: (deps, actor, { search }) => listApprovals(deps, actor, filterOf(approvalsQuery, search)),
  request: async (deps, actor, { params }) => getRequest(deps, actor, parameter(idSchema('request'), params.id)),
} satisfies PageLoaders<RequestDeps, 'requests' | 'approvals' | 'request'>

/** Returns the filter in the address as the page reads it: without what is invalid or empty, and without the cursor. */
const filterOf = <Query extends z.ZodMiniObject>(query: Query, search: URLSearchParams): z.output<Query> =>
  queryOf(query, new URLSearchParams([...search].filter(([name, value]) => name !== 'after' && value !== '')))

/** Resolves a request number, or a card of this person, to a page. */
export const resolveRequest: LinkResolver<RequestDeps> = async (deps, actor, link) => {
  const id = 'no' in link ? await resolveRequestNo(deps, actor, link.no) : await resolveTask(deps, actor, link.taskId)
  return id && pagePaths.request(id)
}
