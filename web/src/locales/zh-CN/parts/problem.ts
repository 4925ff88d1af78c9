import type { errors } from './failures.ts'

export const problem = {
  notFound: '页面不存在',
  notFoundHint: '链接不完整，或你没有查看权限。已提交的申请在“我的申请”中。',
  error: '页面无法打开',
  errorHint: '已提交的内容和草稿均已保留，请稍后再试。',
  code: '求助码',
  home: '回首页',
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
