import { Hono, type Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { consentOf, consentPage } from './consent.ts'
import type { SimEnv } from './incoming-call.ts'
import { findMember, membersOf, statusOf, type SimMember } from './directory.ts'
import { issueCode, withParameters } from './oauth-code.ts'
import { escapeHtml, plainPage } from './html-page.ts'
import { isMemberVisible } from './visibility.ts'
import type { SimulatorContext } from './simulator-context.ts'

const personaCookie = 'wecom_persona'
const noPersona = '-'

const errorPage = (c: Context, title: string, detail = ''): Response =>
  c.html(plainPage(title, detail === '' ? '' : `<p>${escapeHtml(detail)}</p>`), 400)

/** Tells whether host and port equal the trusted domain exactly; scheme and path do not matter (doc 91335). */
const isTrusted = (context: SimulatorContext, redirectUri: string): boolean =>
  URL.canParse(redirectUri) &&
  /^https?:$/.test(new URL(redirectUri).protocol) &&
  new URL(redirectUri).host === context.state.app.trustedDomain

/** Redirects with a code for the persona of the client, member or not. snsapi_base shows no page (doc 91022). */
const authorize = (c: Context<SimEnv>, context: SimulatorContext): Response => {
  const query = c.req.query()
  const { corp, app, switches } = context.state
  if (query.appid !== corp.id) return errorPage(c, 'appid参数错误')
  if (!query.redirect_uri || !isTrusted(context, query.redirect_uri)) {
    return errorPage(c, 'redirect_uri参数错误', `可信域名是 ${app.trustedDomain}`)
  }
  if (query.response_type !== 'code') return errorPage(c, 'response_type参数错误')
  if (query.scope !== 'snsapi_base' && query.scope !== 'snsapi_privateinfo') return errorPage(c, 'scope参数错误')
  // 84025: only letters and digits, so base64url is refused.
  if (query.state !== undefined && !/^[a-zA-Z0-9]{0,128}$/.test(query.state))
    return errorPage(c, 'state参数错误', '84025')
  const persona = getCookie(c, personaCookie)
  if (persona === undefined || persona === noPersona) return errorPage(c, '请在企业微信客户端打开链接')
  const member = findMember(context.state.directory, persona)
  if (member?.hasLeft) return errorPage(c, '你已退出该企业')
  if (member && statusOf(member) === 2 && switches.disabledMemberOAuth === 'refused') {
    return errorPage(c, '你的账号已被禁用', '请联系企业管理员')
  }
  // Without agentid WeCom behaves as for snsapi_base (doc 91022).
  const isConsent = query.scope === 'snsapi_privateinfo' && query.agentid !== undefined
  if (isConsent && (!member || !isMemberVisible(context.state, 'agent', member)))
    return errorPage(c, '你不在应用可见范围内')
  const consent = isConsent && member ? consentOf(c, context, member.userid) : 'refused'
  if (consent === null) return consentPage(c, app.sensitiveFields)
  const identity = member ? { userid: member.userid } : { openid: `o${persona}` }
  const code = issueCode(context, identity, consent === 'refused' ? {} : { granted: consent })
  const state: [string, string][] = query.state === undefined ? [] : [['state', query.state]]
  return c.redirect(withParameters(query.redirect_uri, [['code', code], ...state]), 302)
}

const memberLink = (c: Context, member: SimMember): string => {
  const url = new URL(c.req.url)
  url.pathname = '/wwlogin/sso/scan'
  url.searchParams.set('userid', member.userid)
  const note = { 1: member.position, 2: '已禁用', 4: '未激活', 5: '已退出' }[statusOf(member)]
  return `<li><a href="${escapeHtml(url.pathname + url.search)}">${escapeHtml(member.name)}<small>${escapeHtml(note)}</small></a></li>`
}

const checkSso = (c: Context<SimEnv>, context: SimulatorContext): Response | null => {
  const query = c.req.query()
  if (query.login_type !== 'CorpApp') return errorPage(c, '登录类型错误', '-31040')
  if (query.appid !== context.state.corp.id) return errorPage(c, '企业 ID 错误', '-31027')
  if (query.agentid !== String(context.state.app.agentId)) return errorPage(c, '应用 ID 错误', '-31028')
  if (!query.redirect_uri) return errorPage(c, '缺少回调地址', '-31035')
  if (!isTrusted(context, query.redirect_uri)) return errorPage(c, '回调域名不匹配', '-31020')
  return null
}

/** Shows the QR code page of a desktop browser (doc 98152), with a list of members instead of a code. */
const ssoLogin = (c: Context<SimEnv>, context: SimulatorContext): Response => {
  const error = checkSso(c, context)
  if (error) return error
  const links = membersOf(context.state.directory).map((member) => memberLink(c, member))
  return c.html(
    plainPage('选择扫码的成员', `<p><small>模拟环境：点击姓名即为扫码</small></p><ul>${links.join('')}</ul>`),
  )
}

/** Redirects with a code. Unlike in the client, a member outside the visible range is refused here (doc 98152). */
const ssoScan = (c: Context<SimEnv>, context: SimulatorContext): Response => {
  const error = checkSso(c, context)
  if (error) return error
  const { redirect_uri: redirectUri = '', state, userid = '' } = c.req.query()
  const member = findMember(context.state.directory, userid)
  if (!member || member.hasLeft || !isMemberVisible(context.state, 'agent', member))
    return errorPage(c, '你不在应用可见范围内')
  if (statusOf(member) === 2 && context.state.switches.disabledMemberOAuth === 'refused')
    return errorPage(c, '你的账号已被禁用')
  const parameters: [string, string][] = [['code', issueCode(context, { userid: member.userid })]]
  return c.redirect(
    withParameters(redirectUri, state === undefined ? parameters : [...parameters, ['state', state]]),
    302,
  )
}

export const createOAuth = (context: SimulatorContext): Hono<SimEnv> =>
  new Hono<SimEnv>()
    .get('/connect/oauth2/authorize', (c) => authorize(c, context))
    .get('/wwlogin/sso/login', (c) => ssoLogin(c, context))
    .get('/wwlogin/sso/scan', (c) => ssoScan(c, context))
