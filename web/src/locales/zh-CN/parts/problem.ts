import type { errors } from './failures.ts'

export const problem = {
  error: '页面无法打开',
  code: '求助码',
  retry: '再试一次',
  confirmed: { done: '已确认为本人，操作已完成', again: '已确认为本人，请再点一次' },
  offlineBanner: '网络已断开，内容不会丢失',
  lookAgain: '重试',
}

/** What can fail without the API client, with which all other messages arrive: see load-failures.ts. */
export const earlyErrors = {
  offline: '网络已断开，请检查后再试',
  internal: '操作未完成，请稍后再试',
} as typeof errors
