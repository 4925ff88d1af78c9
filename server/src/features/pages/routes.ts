import type { MemberActor } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { PanelView, RefusalView } from '@desk/shared/pages/page-schemas'
import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { AppEnv } from '../../http/app-env.ts'
import { preferencesOf } from '../../http/read-preferences.ts'
import { getMe } from '../home/get-me.ts'
import { RequestNotFoundError } from '../../kernel/app-error.ts'
import { helpFor } from '../kinds/lost-device/admin-phones.ts'
import { findOwnWatched } from '../kinds/lost-device/watch-queries.ts'
import { readWatchCookie } from '../../http/watch-cookie.ts'
import { loadPage, lostCaseIdOf, lostCasePage, resolveLink } from './load-page.ts'
import { renderAnswer } from './render-answer.ts'
import { type GateDeps, openGate, renderSecondFactor, renderSecondFactorNext } from './second-factor-pages.ts'

export type PageDeps = GateDeps

/** Renders the page of `path` for a signed-in person, whatever address was asked for. */
export async function renderPath(
  deps: PageDeps,
  c: Context<AppEnv>,
  actor: MemberActor,
  path: string,
): Promise<Response> {
  const reader = { sessionHash: c.var.sessionHash, language: preferencesOf(c).language }
  const [loaded, me] = await Promise.all([loadPage(deps, actor, path, reader), getMe(deps, actor)])
  return renderAnswer(deps, c, { ...loaded, me })
}

/** Its address is the one that tries again, so that a reload does so too. */
export async function renderRefusal(
  deps: PageDeps,
  c: Context<AppEnv>,
  refused: RefusalView,
  userid?: string,
): Promise<Response> {
  const ownCase = isShut(refused) ? await ownCaseOf(deps, c) : null
  if (ownCase) return c.redirect(pagePaths.lostCase(ownCase), 302)
  const opened = refused.reason === 'wecom_unavailable' ? await openGate(deps, c) : null
  const refusal = isShut(refused) && userid !== undefined ? { ...refused, help: await helpFor(deps, userid) } : refused
  return opened ?? renderAnswer(deps, c, { path: refusal.retryTo, me: null, page: { name: 'refusal', data: refusal } })
}

const isShut = ({ reason }: RefusalView) => reason === 'locked' || reason === 'disabled'

/** Whoever reported their own phone from this browser, and now cannot sign in, is shown how it stands and whom to call. */
async function ownCaseOf(deps: PageDeps, c: Context<AppEnv>): Promise<string | null> {
  const token = readWatchCookie(c, deps.site.publicUrl)
  return token === null ? null : findOwnWatched(deps.db, token, deps.clock.now())
}

/** For a browser outside WeCom's client. Its address begins another sign-in, so a reload does too. */
export const renderPanel = (deps: PageDeps, c: Context<AppEnv>, path: string, data: PanelView): Promise<Response> =>
  renderAnswer(deps, c, { path, me: null, page: { name: 'panel', data } })

/** `status` says which error it was to whoever is no person. */
export const renderError = (deps: PageDeps, c: Context<AppEnv>, status: ContentfulStatusCode): Promise<Response> => {
  const page = { name: 'error', data: { requestId: c.var.requestId } } as const
  return renderAnswer(deps, c, { path: c.req.path, me: null, page, status })
}

export const renderNotFound = (deps: PageDeps, c: Context<AppEnv>): Promise<Response> =>
  renderAnswer(deps, c, { path: c.req.path, me: null, page: { name: 'not-found', data: null } })

/** A case, to whoever reported it: by his session, or by the read-only token when that is over. */
async function renderCase(deps: PageDeps, c: Context<AppEnv>): Promise<Response> {
  const id = lostCaseIdOf(c.req.path)
  const actor = (c.get('actor') as MemberActor | undefined) ?? null
  if (!id) return renderNotFound(deps, c)
  try {
    const page = await lostCasePage(deps, { actor, token: readWatchCookie(c, deps.site.publicUrl) }, id)
    return await renderAnswer(deps, c, { path: c.req.path, me: actor && (await getMe(deps, actor)), page })
  } catch (error) {
    if (!(error instanceof RequestNotFoundError)) throw error
    // Its token is over, or another case's; whoever signs in may see it by right.
    if (actor) return renderNotFound(deps, c)
    return c.redirect(`/auth/login?to=${encodeURIComponent(c.req.path)}`, 302)
  }
}

/** What was asked for, with the filter that may be in it. */
const addressOf = (c: Context<AppEnv>): string => c.req.path + new URL(c.req.url).search

/** Every page is one address, and every address can be reloaded. */
export const pageRoutes = (deps: PageDeps) => {
  const show = (c: Context<AppEnv>) => renderPath(deps, c, c.var.actor, addressOf(c))
  /** Links in cards: the reader ends on the address of the request itself. */
  const resolve = async (c: Context<AppEnv>) => {
    const path = await resolveLink(deps, c.var.actor, c.req.path)
    return path === null ? show(c) : c.redirect(path, 302)
  }
  /** Whoever has nothing to do here is shown the place where he has. */
  const moveOn = async (c: Context<AppEnv>) => {
    const { path } = await loadPage(deps, c.var.actor, addressOf(c))
    return path === addressOf(c) ? show(c) : c.redirect(path, 302)
  }
  return new Hono<AppEnv>()
    .get('/', show)
    .get('/requests', show)
    .get('/requests/new/info-change', show)
    .get('/requests/new/group', show)
    .get('/groups', show)
    .get('/groups/declare', show)
    .get('/groups/:id', show)
    .get('/settings/groups', show)
    .get('/requests/:id', show)
    .get('/requests/:id/edit', moveOn)
    .get('/requests/:id/group', moveOn)
    .get('/requests/:id/sheet', show)
    .get('/lost-device', show)
    .get('/lost-device/:id', (c) => renderCase(deps, c))
    .get('/lost-devices', show)
    .get('/me/guardians', show)
    .get('/settings/on-call', show)
    .get('/auth/second-factor', (c) => renderSecondFactor(deps, c))
    .get('/auth/second-factor/next', (c) => renderSecondFactorNext(deps, c))
    .get('/approvals', show)
    .get('/delegations', show)
    .get('/policies', show)
    .get('/policies/:id', show)
    .get('/policies/:id/board', show)
    .get('/policies/:id/people', show)
    .get('/receipts', show)
    .get('/receipts/:code', show)
    .get('/settings/policies', show)
    .get('/settings/policies/:id', show)
    .get('/settings/partners', show)
    .get('/audit', show)
    .get('/me', show)
    .get('/me/sessions', show)
    .get('/me/data', show)
    .get('/auth/claim-ops', show)
    .get('/privacy', show)
    .get('/settings', show)
    .get('/settings/roles', show)
    .get('/settings/check', show)
    .get('/settings/api-keys', show)
    .get('/settings/outbox', show)
    .get('/settings/calendar', show)
    .get('/settings/texts', show)
    .get('/settings/fields', show)
    .get('/settings/directory', show)
    .get('/r/:requestNo', resolve)
    .get('/go/:taskId', resolve)
}
