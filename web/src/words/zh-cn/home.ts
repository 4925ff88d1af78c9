import { duration, monthAndDay } from './phrases.ts'
import type { PartOfDay } from '../time.ts'

export const home = {
  greeting: (name: string, part: PartOfDay) =>
    `${name}，${{ morning: '早上好', afternoon: '下午好', evening: '晚上好' }[part]}`,
  waiting: '等我处理',
  approvals: '待我审批',
  byHand: '待我处理',
  oldest: '最早一件已等 ',
  duration,
  count: (count: number) => `${String(count)} 件`,
  services: '我要办',
  myRequests: '我的申请',
  lost: '手机丢了',
  lostHint: '马上锁定账号，同事也能帮你报',
  running: '进行中',
  allOf: (count: number) => `全部 ${String(count)} 件`,
  all: '全部',
  allDone: '都办完了',
  allDoneHint: '没有等你处理的，也没有在办的。',
  care: '关怀模式',
  careOff: '退出关怀模式',
  otherLanguage: 'English',
  dark: '深色',
  light: '浅色',
  delegatedTo: (name: string, day: string) => `${name}在代你审批，到 ${monthAndDay(day)}`,
  standsInFor: (name: string, day: string) => `你在代${name}审批，到 ${monthAndDay(day)}`,
  seeDelegations: '请假代理',
  more: '更多',
  audit: '审计记录',
  privacy: '隐私说明',
}

export const lists = {
  more: '加载更多',
  loading: '正在加载',
  end: '没有更多了',
  staleSince: (time: string) => `${time} 的内容`,
  retry: '再试一次',
  noRequests: '还没有申请',
  noRequestsHint: '改岗位、座机，从这里发起。',
  start: '改我的信息',
  noApprovals: '都办完了',
  noApprovalsHint: '没有等你审批的申请。',
  backHome: '回首页',
  waited: (duration: string) => `已等 ${duration}`,
  submittedAt: (time: string) => `${time} 提交`,
}
