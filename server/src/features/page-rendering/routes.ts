import type { MemberActor } from '@desk/shared/identity/actor'
import { routedPages } from '@desk/shared/pages/page-table'
import type { PanelView, RefusalView } from '@desk/shared/pages/page-schemas'
import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { AppEnv } from '../../http/app-env.ts'
import { PageRedirect, type Reader } from '../../http/page-loader.ts'
import { preferencesOf } from '../../http/read-preferences.ts'
import { readCaseViewCookie } from '../../http/case-view-cookie.ts'
import { readRoomCookie } from '../../http/room-cookie.ts'
import { requireIdentity } from '../../directory/identity-queries.ts'
import type { Deps } from '../../kernel/deps.ts'
import { getMe } from '../home/get-me.ts'
import { isComputerClient } from './computer-client.ts'
import { followPage, loadPage, type Pages } from './load-page.ts'
import { linkPaths } from './match-page.ts'
import { renderResponse, type RenderDeps } from './render-response.ts'

type PageDeps = RenderDeps & Pick<Deps, 'db'> & { pages: Pages }

/** Renders the page of `path` for the signed-in member, independent of the requested URL. */
export async function renderPath(deps: PageDeps, c: Context<AppEnv>, path: string): Promise<Response> {
  const { actor } = c.var
  const viewer = { actor, ...readerOf(c), caseViewToken: null }
  const [shown, identity] = await Promise.all([
    followPage(deps.pages, viewer, path),
    requireIdentity(deps.db, actor.userid),
  ])
  return renderResponse(deps, c, { ...shown, me: getMe(deps, actor, identity) })
}

/** Renders a refused sign-in at the URL that retries it, so that a reload retries too. */
export const renderRefusal = (deps: RenderDeps, c: Context<AppEnv>, refusal: RefusalView): Promise<Response> =>
  renderResponse(deps, c, { path: refusal.retryTo, me: null, page: { name: 'refusal', data: refusal } })

/** Renders the login panel for a browser outside WeCom's client. A reload starts another sign-in. */
export const renderPanel = (deps: RenderDeps, c: Context<AppEnv>, path: string, data: PanelView): Promise<Response> =>
  renderResponse(deps, c, { path, me: null, page: { name: 'panel', data } })

type Failed = { path: string; status: ContentfulStatusCode }

/** Renders the error page at the URL of the page that failed, so that a reload tries again. Programs read the error from `status`. */
export const renderError = (deps: RenderDeps, c: Context<AppEnv>, { path, status }: Failed): Promise<Response> => {
  const page = { name: 'error', data: { requestId: c.var.requestId } } as const
  return renderResponse(deps, c, { path, me: null, page, status })
}

export const renderNotFound = (deps: RenderDeps, c: Context<AppEnv>, path: string): Promise<Response> =>
  renderResponse(deps, c, { path, me: null, page: { name: 'not-found', data: null } })

const readerOf = (c: Context<AppEnv>): Omit<Reader, 'caseViewToken'> => ({
  sessionHash: c.var.sessionHash,
  language: preferencesOf(c).language,
  isComputer: isComputerClient(c.req.header('user-agent') ?? ''),
})

/** Defines the routes of all pages. Each page has its own URL, which can be reloaded. */
export function pageRoutes(deps: PageDeps) {
  const show = async (c: Context<AppEnv>) => {
    const actor = (c.get('actor') as MemberActor | undefined) ?? null // Absent on pages that a case-view token opens.
    const path = c.req.path + new URL(c.req.url).search
    const { publicUrl } = deps.site
    const tokens = { caseViewToken: readCaseViewCookie(c, publicUrl), roomToken: readRoomCookie(c, publicUrl) }
    const viewer = { actor, ...readerOf(c), ...tokens }
    const page = await loadPage(deps.pages, viewer, path)
    if (page instanceof PageRedirect) return c.redirect(page.path, 302)
    // The case-view token is expired or for another case; after sign-in, the member may have access.
    if (page.name === 'not-found' && !actor) return c.redirect(`/auth/login?to=${encodeURIComponent(c.req.path)}`, 302)
    return renderResponse(deps, c, { path, me: actor && getMe(deps, actor, c.var.identity), page })
  }
  const app = new Hono<AppEnv>()
  for (const { path } of routedPages) app.get(path, show)
  return app.get(linkPaths.number, show).get(linkPaths.card, show)
}
