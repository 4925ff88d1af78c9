import type { Site } from '../kernel/deps.ts'

export const isInWecom = (userAgent: string) => /wxwork/i.test(userAgent)

type OauthRequest = {
  redirectUri: string
  /** `snsapi_privateinfo`: a page of WeCom asks the member to show their contact fields; else nothing is shown (doc 91022). */
  scope: 'snsapi_base' | 'snsapi_privateinfo'
  /** Letters and digits, at most 128: otherwise WeCom shows error 84025. */
  state: string
}

/** Returns the URL from which WeCom's client is redirected to `redirectUri` with a code of its member (doc 91022). */
export function oauthUrl(site: Site, oauthBase: string, { redirectUri, scope, state }: OauthRequest): string {
  const query = { appid: site.corpId, redirect_uri: redirectUri, response_type: 'code', scope }
  // Without `agentid` WeCom silently treats `snsapi_privateinfo` as `snsapi_base`.
  const parameters = { ...query, state, agentid: String(site.agentId) }
  return `${oauthBase}/connect/oauth2/authorize?${new URLSearchParams(parameters)}#wechat_redirect`
}
