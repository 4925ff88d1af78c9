import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole, isRoleRule, type RouteRule } from '@desk/shared/identity/role-rules'
import { idSchema, requestNoSchema } from '@desk/shared/kernel/ids'
import { type BootPage, pageTable, type RoutedPage } from '@desk/shared/pages/page-table'
import { type AskedPage, PageRedirect, type PageLink, parameter, type Reader } from '../../http/page-loader.ts'
import { AppError, NotFoundError } from '../../kernel/app-error.ts'
import { matchPage, type Params } from './match-page.ts'

/** What the features have to show, handed in by the composition root. */
export type Pages = {
  load(name: RoutedPage, actor: MemberActor | null, asked: AskedPage): Promise<BootPage | PageRedirect>
  resolve(actor: MemberActor, link: PageLink): Promise<string | null>
}

type Seen = { actor: MemberActor | null } & Reader

const notFound = { name: 'not-found', data: null } as const

/** What `path` shows to this person, or where it sends them. What they may not see is not there. */
export async function loadPage(pages: Pages, seen: Seen, path: string): Promise<BootPage | PageRedirect> {
  const { pathname, search, searchParams } = new URL(path, 'http://page.invalid')
  try {
    const found = await findPage(pages, seen, { pathname, search: searchParams })
    return found instanceof PageRedirect ? new PageRedirect(found.path + search) : found
  } catch (error) {
    if (error instanceof AppError && error.status === 404) return notFound
    throw error
  }
}

/** As above, but shows the page itself that somebody is sent to: after a sign-in there is no further round trip. */
export async function followPage(pages: Pages, seen: Seen, path: string): Promise<{ path: string; page: BootPage }> {
  const page = await loadPage(pages, seen, path)
  if (!(page instanceof PageRedirect)) return { path, page }
  const there = await loadPage(pages, seen, page.path)
  // Nobody is sent on twice.
  return { path: page.path, page: there instanceof PageRedirect ? notFound : there }
}

async function findPage(
  pages: Pages,
  { actor, ...reader }: Seen,
  { pathname, search }: { pathname: string; search: URLSearchParams },
): Promise<BootPage | PageRedirect> {
  const match = matchPage(pathname)
  if (!match) return notFound
  const { target, params } = match
  if (target === 'number' || target === 'card') {
    const to = actor && (await pages.resolve(actor, linkOf(target, params)))
    return to === null ? notFound : new PageRedirect(to)
  }
  if (!mayOpen(actor, pageTable[target].rule)) throw new NotFoundError()
  return pages.load(target, actor, { ...reader, params, search })
}

const linkOf = (kind: 'number' | 'card', { requestNo = '', taskId = '' }: Params): PageLink =>
  kind === 'number' ? { no: parameter(requestNoSchema, requestNo) } : { taskId: parameter(idSchema('card'), taskId) }

/** Pages come by other ways than their own route, too: a sign-in ends with the page itself. */
function mayOpen(actor: MemberActor | null, rule: RouteRule): boolean {
  if (actor === null) return rule === 'watcher'
  return !isRoleRule(rule) || holdsRole(actor, rule)
}
