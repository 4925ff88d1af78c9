import { isInWecom, oauthUrl } from '../../access/oauth-url.ts'
import type { Site } from '../../kernel/deps.ts'
import { safeReturnTo } from './safe-return-to.ts'

export const LOGIN_PATH = '/auth/login'
export const CALLBACK_PATH = '/auth/callback'
export const PANEL_PATH = '/auth/panel'

/** The requested sign-in. `to`: page to open afterwards. `forceReauth`: the member must authenticate again (step-up). */
export type SignInIntent = { to: string; forceReauth: boolean }

const withIntent = (path: string, { to, forceReauth }: SignInIntent) =>
  `${path}?${new URLSearchParams({ to, ...(forceReauth && { fresh: '1' }) })}`
export const loginPath = (intent: SignInIntent) => withIntent(LOGIN_PATH, intent)
export const panelPath = (intent: SignInIntent) => withIntent(PANEL_PATH, intent)

/** Returns the callback URL of both sign-in methods, with the requested page: WeCom keeps a query (doc 91022). */
export const redirectUriOf = (site: Site, to: string) =>
  `${site.publicUrl}${CALLBACK_PATH}${to === '/' ? '' : `?${new URLSearchParams({ to })}`}`

/** Returns the path of the page that a request shows. The callback renders the page that it would otherwise redirect to. */
export const requestedPath = (path: string, to: string | undefined): string =>
  path === CALLBACK_PATH ? safeReturnTo(to) : path

type Bases = { oauthBase: string; loginBase: string }
type AuthRequest = { state: string; to: string; userAgent: string }

/** Returns WeCom's sign-in URL: silent in WeCom's client (doc 91022), a page with a QR code in other browsers (doc 98152). */
export function signInUrl(site: Site, { oauthBase, loginBase }: Bases, { state, to, userAgent }: AuthRequest): string {
  const redirectUri = redirectUriOf(site, to)
  if (!isInWecom(userAgent)) {
    const query = {
      login_type: 'CorpApp',
      appid: site.corpId,
      agentid: String(site.agentId),
      redirect_uri: redirectUri,
      state,
    }
    return `${loginBase}/wwlogin/sso/login?${new URLSearchParams(query)}`
  }
  return oauthUrl(site, oauthBase, { redirectUri, scope: 'snsapi_base', state })
}
