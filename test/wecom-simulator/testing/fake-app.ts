import { serve, type ServerType } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { simulatorDefaults } from '../defaults.ts'
import { jsapiSignature } from '../tickets.ts'

/** A minimal app: silent login, a session cookie, a strict content security policy, and the SDK from npm. */
export type FakeApp = {
  url: string
  requests: Request[]
  setAddresses(addresses: { simulatorUrl: string; gatewayUrl: string }): void
  stop(): void
}

const sdk = readFileSync(
  createRequire(import.meta.url)
    .resolve('@wecom/jssdk')
    .replace(/\.cjs$/, '.js'),
  'utf8',
)

const script = `import * as ww from '/sdk.js'
window.ww = ww
window.log = []
const signed = (kind) => async (url) => (await fetch('/sign?kind=' + kind + '&url=' + encodeURIComponent(url))).json()
window.register = (kind) => ww.register({
  corpId: '${simulatorDefaults.corpId}', agentId: ${simulatorDefaults.agentId},
  jsApiList: ['selectEnterpriseContact', 'getContext'],
  getConfigSignature: signed('corp'),
  ...(kind === 'corp' ? {} : { getAgentConfigSignature: signed(kind) }),
  onConfigSuccess: () => log.push('configSuccess'), onConfigFail: (r) => log.push('configFail ' + r.errMsg),
  onAgentConfigSuccess: () => log.push('agentConfigSuccess'), onAgentConfigFail: (r) => log.push('agentConfigFail ' + r.errMsg),
})
window.ready = true`

const page = (c: Context, userid: string): Response => {
  const nonce = randomBytes(9).toString('base64url')
  c.header('X-Frame-Options', 'DENY')
  c.header(
    'Content-Security-Policy',
    `default-src 'none'; script-src 'nonce-${nonce}' 'strict-dynamic'; connect-src 'self'; frame-ancestors 'none'`,
  )
  return c.html(
    `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>你好 ${userid}</title>` +
      `<script nonce="${nonce}" type="module">${script}</script></head><body><h1>${userid}</h1></body></html>`,
  )
}

export const startFakeApp = async (): Promise<FakeApp> => {
  const addresses = { simulatorUrl: '', gatewayUrl: '' }
  const requests: Request[] = []
  const call = async (path: string): Promise<Record<string, string>> =>
    (await fetch(addresses.simulatorUrl + path)).json()
  const token = async () => {
    const { corpId, agentSecret } = simulatorDefaults
    return (await call(`/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${agentSecret}`)).access_token
  }
  const app = new Hono()
  app.use(async (c, next) => {
    requests.push(c.req.raw)
    await next()
  })
  app.get('/sdk.js', (c) => c.body(sdk, 200, { 'content-type': 'text/javascript' }))
  app.get('/sign', async (c) => {
    const { kind, url = '' } = c.req.query()
    const path = kind === 'corp' ? 'get_jsapi_ticket?' : 'ticket/get?type=agent_config&'
    const { ticket = '' } = await call(`/cgi-bin/${path}access_token=${await token()}`)
    const signature = kind === 'wrong' ? 'deadbeef' : jsapiSignature(ticket, 'n', '1730000000', url)
    return c.json({ timestamp: 1730000000, nonceStr: 'n', signature })
  })
  app.get('/auth/callback', async (c) => {
    const user = await call(`/cgi-bin/auth/getuserinfo?access_token=${await token()}&code=${c.req.query('code')}`)
    if (!user.userid) return c.text(JSON.stringify(user), 403)
    setCookie(c, 'sid', user.userid, { httpOnly: true, sameSite: 'Lax' })
    return page(c, user.userid)
  })
  app.get('*', (c) => {
    const userid = getCookie(c, 'sid')
    if (userid !== undefined) return page(c, userid)
    const redirectUri = encodeURIComponent(`${addresses.gatewayUrl}/auth/callback`)
    return c.redirect(
      `${addresses.simulatorUrl}/connect/oauth2/authorize?appid=${simulatorDefaults.corpId}&redirect_uri=${redirectUri}` +
        '&response_type=code&scope=snsapi_base&state=abc123#wechat_redirect',
    )
  })
  const server = await new Promise<ServerType>((resolve) => {
    const started = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(started))
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    setAddresses: (next) => void Object.assign(addresses, next),
    stop: () => void server.close(),
  }
}
