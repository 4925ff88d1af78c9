import type { Config } from './env.ts'

/** Where Tencent's own platform is (doc 91039, 91022, 98152). */
const TENCENT = {
  api: 'https://qyapi.weixin.qq.com',
  oauth: 'https://open.weixin.qq.com',
  login: 'https://login.work.weixin.qq.com',
} as const

/** Whether any part of the platform is somewhere else: a simulator, or a proxy of the company. */
export const isForeignPlatform = (config: Config): boolean =>
  config.WECOM_API_BASE !== TENCENT.api ||
  config.WECOM_OAUTH_BASE !== TENCENT.oauth ||
  config.WECOM_LOGIN_BASE !== TENCENT.login

/** Where people sign in on a desktop is Tencent's own host, the only one that the JSSDK's panel knows. */
export const hasTencentLogin = (config: Config): boolean => config.WECOM_LOGIN_BASE === TENCENT.login
