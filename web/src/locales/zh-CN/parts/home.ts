import { dayOnly, duration, monthAndDay } from './phrases.ts'
import type { PartOfDay } from '../../time.ts'

export const home = {
  greeting: (name: string, part: PartOfDay) =>
    `${name}，${{ morning: '早上好', afternoon: '下午好', evening: '晚上好' }[part]}`,
  waiting: '等我处理',
  approvals: '待我审批',
  byHand: '待我手动处理的申请',
  own: '我的申请，等我处理',
  guardians: '邀请我当守护人',
  stopped: '未完成的写入和消息',
  versions: '制度版本，等我处理',
  questions: '制度疑问，待我回复',
  proposals: '部门负责人，待我确认',
  apiKeys: '停用的 API 密钥，待我接手',
  lostCases: '手机丢失，等我处理',
  careLeft: (count: number, isPlanned: boolean) =>
    `${isPlanned ? '正在换机' : '账号已恢复'}，还有 ${String(count)} 项待完成`,
  groups: '群，等我处理',
  /** Waiting time of the oldest task. */
  oldest: (minutes: number) => (minutes < 1 ? '刚刚收到' : `最早一件已等 ${duration(minutes)}`),
  duration,
  count: (count: number) => `${String(count)} 件`,
  toSign: (title: string) => `签收《${title}》`,
  toRead: (count: number, isDelta: boolean) =>
    isDelta ? (count === 0 ? '无需阅读条款' : `只变 ${String(count)} 条`) : `共 ${String(count)} 条`,
  about: (seconds: number) =>
    `约 ${seconds < 60 ? `${String(seconds)} 秒` : `${String(Math.ceil(seconds / 60))} 分钟`}`,
  by: (instant: string) => `${dayOnly(instant)}前`,
  late: '已过期限',
  allPolicies: (count: number) => `全部 ${String(count)} 份`,
  services: '我要办',
  myRequests: '我的申请',
  myGroups: '我的群',
  lost: '手机丢了',
  lostHint: '马上锁定账号，同事也能帮你报',
  receipts: '我的凭证',
  board: '签收进度',
  running: '进行中',
  allOf: (count: number) => `全部 ${String(count)} 件`,
  all: '全部',
  allDone: '都办完了',
  allDoneHint: '没有待你处理的，也没有进行中的。',
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
  staleSince: (time: string) => `更新于 ${time}`,
  retry: '再试一次',
  notRead: '加载失败，请稍后再试。',
  whenBack: '联网后自动刷新。',
  backHome: '回首页',
  waited: (minutes: number) => (minutes < 1 ? '刚刚提交' : `已等 ${duration(minutes)}`),
  submittedAt: (time: string) => `${time} 提交`,
}
