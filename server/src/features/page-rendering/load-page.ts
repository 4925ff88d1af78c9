import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole, isRoleRule } from '@desk/shared/identity/role-rules'
import type { RouteRule } from '@desk/shared/pages/route-rule'
import { idSchema, readableCodeSchema } from '@desk/shared/kernel/ids'
import { type LoadedPage, pageTable, type RoutedPage } from '@desk/shared/pages/page-table'
import { type PageRequest, PageRedirect, type PageLink, parameter, type Reader } from '../../http/page-loader.ts'
import { AppError, NotFoundError } from '../../kernel/app-error.ts'
import { matchPage, type Params } from './match-page.ts'

/** Page data of the features, provided by the composition root. */
export type Pages = {
  load(name: RoutedPage, actor: MemberActor | null, request: PageRequest): Promise<LoadedPage | PageRedirect>
  resolve(actor: MemberActor, link: PageLink): Promise<string | null>
}

type Viewer = { actor: MemberActor | null } & Reader

const notFound = { name: 'not-found', data: null } as const

/** Loads the page at `path`, or its redirect. A page that the viewer may not see is `not-found`. */
export async function loadPage(pages: Pages, viewer: Viewer, path: string): Promise<LoadedPage | PageRedirect> {
  const { pathname, search, searchParams } = new URL(path, 'http://page.invalid')
  try {
    const found = await findPage(pages, viewer, { pathname, search: searchParams })
    return found instanceof PageRedirect ? new PageRedirect(found.path + search) : found
  } catch (error) {
    if (error instanceof AppError && error.status === 404) return notFound
    throw error
  }
}

/** Loads the page at `path`, following one redirect, which saves a round trip after sign-in. */
export async function followPage(
  pages: Pages,
  viewer: Viewer,
  path: string,
): Promise<{ path: string; page: LoadedPage }> {
  const page = await loadPage(pages, viewer, path)
  if (!(page instanceof PageRedirect)) return { path, page }
  const target = await loadPage(pages, viewer, page.path)
  return { path: page.path, page: target instanceof PageRedirect ? notFound : target }
}

async function findPage(
  pages: Pages,
  { actor, ...reader }: Viewer,
  { pathname, search }: { pathname: string; search: URLSearchParams },
): Promise<LoadedPage | PageRedirect> {
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
  kind === 'number' ? { no: parameter(readableCodeSchema, requestNo) } : { taskId: parameter(idSchema('card'), taskId) }

/** Returns whether the viewer may open a page. The route rules do not apply when a sign-in renders it at another route. */
function mayOpen(actor: MemberActor | null, rule: RouteRule): boolean {
  if (actor === null) return rule === 'case_view' || rule === 'room'
  return !isRoleRule(rule) || holdsRole(actor, rule)
}
