import type { Site } from '../../kernel/deps.ts'

export const LOGIN_PATH = '/auth/login'
export const CALLBACK_PATH = '/auth/callback'

export const loginPath = (returnTo: string) => `${LOGIN_PATH}?${new URLSearchParams({ to: returnTo })}`

type Bases = { oauthBase: string; loginBase: string }

/** Silent inside WeCom's own client (doc 91022); a page to scan or tap in any other browser (doc 98152). */
export function signInUrl(site: Site, { oauthBase, loginBase }: Bases, state: string, userAgent: string): string {
  const redirectUri = `${site.publicUrl}${CALLBACK_PATH}`
  const agentid = String(site.agentId)
  if (!/wxwork/i.test(userAgent)) {
    const query = { login_type: 'CorpApp', appid: site.corpId, agentid, redirect_uri: redirectUri, state }
    return `${loginBase}/wwlogin/sso/login?${new URLSearchParams(query)}`
  }
  const query = { appid: site.corpId, redirect_uri: redirectUri, response_type: 'code', scope: 'snsapi_base' }
  return `${oauthBase}/connect/oauth2/authorize?${new URLSearchParams({ ...query, state, agentid })}#wechat_redirect`
}
