import type { Site } from '../../kernel/deps.ts'

export const LOGIN_PATH = '/auth/login'
export const CALLBACK_PATH = '/auth/callback'

export const PANEL_PATH = '/auth/panel'

/** Where a sign-in leads. `forceReauth`: somebody who is signed in shows that it is still him. */
export type SignInIntent = { to: string; forceReauth: boolean }

const withWish = (path: string, { to, forceReauth }: SignInIntent) =>
  `${path}?${new URLSearchParams({ to, ...(forceReauth && { fresh: '1' }) })}`
export const loginPath = (wish: SignInIntent) => withWish(LOGIN_PATH, wish)
export const panelPath = (wish: SignInIntent) => withWish(PANEL_PATH, wish)

export const isInWecom = (userAgent: string) => /wxwork/i.test(userAgent)

/** Where WeCom sends the browser back to, on either way, with the page that was wanted: WeCom keeps a query (doc 91022). */
export const redirectUriOf = (site: Site, to: string) =>
  `${site.publicUrl}${CALLBACK_PATH}${to === '/' ? '' : `?${new URLSearchParams({ to })}`}`

type Bases = { oauthBase: string; loginBase: string }
type Way = { state: string; to: string; userAgent: string }

/** Silent inside WeCom's own client (doc 91022); a page to scan or tap in any other browser (doc 98152). */
export function signInUrl(site: Site, { oauthBase, loginBase }: Bases, { state, to, userAgent }: Way): string {
  const redirectUri = redirectUriOf(site, to)
  const agentid = String(site.agentId)
  if (!isInWecom(userAgent)) {
    const query = { login_type: 'CorpApp', appid: site.corpId, agentid, redirect_uri: redirectUri, state }
    return `${loginBase}/wwlogin/sso/login?${new URLSearchParams(query)}`
  }
  const query = { appid: site.corpId, redirect_uri: redirectUri, response_type: 'code', scope: 'snsapi_base' }
  return `${oauthBase}/connect/oauth2/authorize?${new URLSearchParams({ ...query, state, agentid })}#wechat_redirect`
}
