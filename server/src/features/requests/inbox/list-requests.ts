import type { MemberActor } from '@desk/shared/identity/actor'
import { idSchema } from '@desk/shared/kernel/ids'
import { instantInput } from '@desk/shared/kernel/instant'
import { PAGE_SIZE, type PageQuery } from '@desk/shared/kernel/page'
import type {
  ApprovalsPage,
  ApprovalsQuery,
  MyRequestsPage,
  MyRequestsQuery,
} from '@desk/shared/requests/approval-schemas'
import { runningStates, type RequestState } from '@desk/shared/requests/model/request-flow'
import type { RequestPage } from '@desk/shared/requests/request-schemas'
import * as z from 'zod/mini'
import { getActiveDelegations } from '../../../access/active-delegations.ts'
import { cutPage, decodeCursor } from '../../../kernel/list-cursor.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import type { RequestTypeDeps } from '../model/request-type.ts'
import {
  countManual,
  countOwnRunning,
  countWaiting,
  type Cursor,
  listManual,
  listHandled,
  listOwn,
  listWaiting,
  type ListRow,
} from '../model/inbox-queries.ts'
import { toSummaries } from '../model/request-view.ts'

type ListDeps = ReadDeps & RequestTypeDeps

const cursorSchema = z.tuple([instantInput, idSchema('request')])

const statesOf = {
  running: runningStates,
  returned: ['returned'],
  ended: ['done', 'failed', 'withdrawn', 'refused'],
} as const satisfies Record<string, readonly RequestState[]>

/** Lists the actor's own requests, newest first. */
export async function listMyRequests(
  deps: ListDeps,
  actor: MemberActor,
  query: MyRequestsQuery,
): Promise<MyRequestsPage> {
  const { list, kind } = query
  const states = list === undefined ? undefined : statesOf[list]
  const shown = await loadPage(deps, actor, query, (cursor, limit) =>
    listOwn(deps.db, actor.userid, { cursor, limit, kind, states }),
  )
  return { ...shown, counts: await countOwnRunning(deps.db, actor.userid) }
}

/** Lists requests for an approver; `approvalsQuery` defines the content and the order of each list. */
export async function listApprovals(deps: ListDeps, actor: MemberActor, query: ApprovalsQuery): Promise<ApprovalsPage> {
  const now = deps.clock.now()
  const { kind } = query
  const filter = { search: query.q, items: query.items, dueBefore: query.overdue && now }
  const lists = { waiting: listWaiting, by_hand: listManual, handled: listHandled }
  const list = lists[query.list]
  const shown = await loadPage(deps, actor, query, (cursor, limit) =>
    list(deps.db, actor, { cursor, limit, kind, filter }),
  )
  const { count, overdue, kinds } = await countWaiting(deps.db, actor, now)
  const manual = await countManual(deps.db, actor)
  const delegations = await getActiveDelegations(deps, actor)
  return { ...shown, counts: { waiting: count, overdue, byHand: manual.count, kinds }, delegations }
}

async function loadPage(
  deps: ListDeps,
  actor: MemberActor,
  query: PageQuery,
  list: (cursor: Cursor | null, limit: number) => Promise<ListRow[]>,
): Promise<RequestPage> {
  const position = decodeCursor(cursorSchema, query.after)
  const cursor = position && { at: position[0], id: position[1] }
  const found = await list(cursor, PAGE_SIZE + 1)
  const { shown, next } = cutPage(found, PAGE_SIZE, ({ at, row }) => [at.toISOString(), row.id])
  const rows = shown.map(({ row }) => row)
  const items = await toSummaries(deps, deps.db, actor, rows)
  const filesOf = new Map(shown.map(({ row, files }) => [row.id, files]))
  return {
    items: items.map((item) => {
      const files = filesOf.get(item.id)
      return files === undefined ? item : { ...item, files }
    }),
    next,
  }
}
