import type { Config } from './env.ts'

/** Base addresses of Tencent's platform (doc 91039, 91022, 98152). */
const TENCENT = {
  api: 'https://qyapi.weixin.qq.com',
  oauth: 'https://open.weixin.qq.com',
  login: 'https://login.work.weixin.qq.com',
} as const

/** Whether any platform address differs from Tencent's: a simulator, or a company proxy. */
export const isForeignPlatform = (config: Config): boolean =>
  config.WECOM_API_BASE !== TENCENT.api ||
  config.WECOM_OAUTH_BASE !== TENCENT.oauth ||
  config.WECOM_LOGIN_BASE !== TENCENT.login

/** Whether desktop sign-in uses Tencent's host, the only one that the JSSDK's panel accepts. */
export const hasTencentLogin = (config: Config): boolean => config.WECOM_LOGIN_BASE === TENCENT.login
