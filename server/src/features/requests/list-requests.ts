import type { MemberActor } from '@desk/shared/identity/actor'
import { PAGE_SIZE, type PageQuery } from '@desk/shared/kernel/page'
import type { RequestPage } from '@desk/shared/requests/request-schemas'
import { InvalidInputError } from '../../kernel/app-error.ts'
import type { EngineDeps } from './engine-deps.ts'
import { type Cursor, listOwn, listWaiting, type RequestRow } from './request-queries.ts'
import { toSummaries } from './request-view.ts'

type ListDeps = Pick<EngineDeps, 'db' | 'kinds' | 'clock'>

/** The actor's own requests, newest first. */
export function listMyRequests(deps: ListDeps, actor: MemberActor, query: PageQuery): Promise<RequestPage> {
  return page(deps, query, (cursor, limit) => listOwn(deps.db, actor.userid, { cursor, limit }))
}

/** Requests that wait for the actor's decision, the longest waiting first. */
export function listApprovals(deps: ListDeps, actor: MemberActor, query: PageQuery): Promise<RequestPage> {
  return page(deps, query, (cursor, limit) => listWaiting(deps.db, actor, { cursor, limit }))
}

async function page(
  deps: ListDeps,
  query: PageQuery,
  list: (cursor: Cursor | null, limit: number) => Promise<RequestRow[]>,
): Promise<RequestPage> {
  const cursor = query.after === undefined ? null : decodeCursor(query.after)
  const rows = await list(cursor, PAGE_SIZE + 1)
  const shown = rows.slice(0, PAGE_SIZE)
  const last = shown.at(-1)
  const next = rows.length > PAGE_SIZE && last ? encodeCursor({ at: last.createdAt.toISOString(), id: last.id }) : null
  return { items: await toSummaries(deps, deps.db, shown), next }
}

const encodeCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify([cursor.at, cursor.id])).toString('base64url')

function decodeCursor(text: string): Cursor {
  try {
    const [at, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[]
    if (typeof at === 'string' && typeof id === 'string' && !Number.isNaN(Date.parse(at))) return { at, id }
  } catch {
    // Falls through: whatever was wrong with it, it is not ours.
  }
  throw new InvalidInputError('Not a cursor of ours', [{ path: 'after', code: 'invalid_format' }])
}
