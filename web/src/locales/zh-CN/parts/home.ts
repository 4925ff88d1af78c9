import { dayOnly, duration, monthAndDay } from './phrases.ts'
import type { PartOfDay } from '../../time.ts'

const about = (seconds: number) =>
  `约 ${seconds < 60 ? `${String(seconds)}\u00a0秒` : `${String(Math.ceil(seconds / 60))}\u00a0分钟`}`

export const home = {
  greeting: (name: string, part: PartOfDay) =>
    `${name}，${{ morning: '早上好', afternoon: '下午好', evening: '晚上好' }[part]}`,
  waiting: '待我处理',
  /** `policies`: those to sign. Several get a time together; that of a single one is in its row. */
  today: (count: number, policies: readonly { seconds: number }[]) => {
    if (count === 0) return '都办完了'
    const time = about(policies.reduce((sum, { seconds }) => sum + seconds, 0))
    return `有 ${String(count)} 件事等你处理${policies.length > 1 ? `，签收共${time}` : ''}`
  },
  tasks: {
    approvals: '待我审批',
    byHand: '待手动处理的申请',
    own: '申请被退回，待修改',
    guardians: '守护人邀请，待答复',
    stopped: '已停止的写入和消息',
    versions: '待处理的制度版本',
    questions: '待回复的制度疑问',
    proposals: '待确认的部门负责人',
    apiKeys: '待接手的停用接口密钥',
    lost: '待处理的手机丢失',
    groups: '待处理的群',
    confirmations: '信息待核对',
    feedback: '待处理的反馈',
    incidents: '待处理的上报',
    custody: '账号安全确认',
  },
  /** One request that needs no edit here, and several of either sort. */
  ownGuided: '手机号待你在企业微信改',
  ownSeveral: '我的申请待处理',
  actions: {
    approvals: '去审批',
    byHand: '去处理',
    own: '去修改',
    guardians: '去答复',
    stopped: '去查看',
    versions: '去处理',
    questions: '去回复',
    proposals: '去确认',
    apiKeys: '去接手',
    lost: '去处理',
    groups: '去处理',
    confirmations: '去核对',
    feedback: '去处理',
    incidents: '去处理',
    custody: '去确认',
    policy: '去签收',
  },
  urgent: {
    decide: '请在 5 分钟内决定',
    late: (onCall: string | null) => `已超过 5 分钟，${onCall === null ? '请马上决定' : `正在联系${onCall}`}`,
    reportedAt: (time: string) => `${time} 上报`,
    title: (name: string) => `${name}的手机可能丢了`,
    reportedBy: (name: string) => `${name}代为上报`,
    left: (minutes: number, seconds: number) => `还剩 ${String(minutes)} 分 ${String(seconds)} 秒`,
    over: '超时',
    open: '决定是否锁定账号',
    call: (name: string) => `先给${name}打电话`,
    /** Returns an empty text when nobody is left to notify. */
    next: (deputies: readonly string[], onCall: string | null) => {
      const steps = [
        ...(deputies.length > 0 ? [`满 2 分钟通知${deputies.join('、')}`] : []),
        ...(onCall === null ? [] : [`满 5 分钟通知${onCall}`]),
      ]
      return steps.length > 0 ? `如未决定：${steps.join('，')}` : ''
    },
    takenBy: (by: string, name: string, isLocked = false) => `${by}已${isLocked ? '' : '发起'}锁定${name}的账号`,
    takenAt: (time: string) => `${time} 发起锁定，无需你再决定`,
  },
  people: {
    title: '我的管理员和守护人',
    admin: '部门管理员',
    deputy: '部门管理员（代理）',
    onDuty: '在岗',
    usually: (hours: number) => `通常 ${String(hours)} 小时内审批`,
    chat: (name: string) => `给${name}发消息`,
    call: (name: string) => `拨打${name}的座机`,
    notOpened: (name: string) => `未能打开聊天，请在企业微信中搜索“${name}”`,
    noGuardians: '手机丢失时，守护人可立即锁定账号',
  },
  careLeft: (count: number, isPlanned: boolean) =>
    `${isPlanned ? '正在换机' : '账号已恢复'}，还有 ${String(count)} 项待完成`,
  /** The form of a returned request opens with what was submitted. */
  kept: '原来填的都在',
  returnedBy: (name: string) => `${name}退回`,
  // How long the oldest item has been waiting.
  oldest: (minutes: number) => (minutes < 1 ? '刚刚收到' : `最早一件已等 ${duration(minutes)}`),
  duration,
  count: (count: number) => `${String(count)} 件`,
  withCount: (title: string, count: number) => `${title} ${String(count)} 件`,
  toSign: (title: string) => `签收《${title}》`,
  toRead: (count: number, isDelta: boolean) =>
    isDelta ? (count === 0 ? '无需阅读条款' : `只变 ${String(count)} 条`) : `要看 ${String(count)} 条`,
  about,
  by: (instant: string) => `${dayOnly(instant)}前`,
  late: '已逾期',
  services: '我要办',
  policies: '制度',
  phoneChange: '更换手机',
  lostHint: '马上锁定账号，也能帮同事上报',
  running: '进行中',
  allOf: (count: number) => `全部 ${String(count)} 件`,
  all: '全部',
  delegatedTo: (name: string, day: string) => `${name}在代你审批，到 ${monthAndDay(day)}`,
  standsInFor: (name: string, day: string) => `你在代${name}审批，到 ${monthAndDay(day)}`,
  more: '更多',
}

export const lists = {
  more: '加载更多',
  loading: '正在加载',
  end: '没有更多了',
  staleSince: (time: string) => `更新于 ${time.replace('今天 ', '')}`,
  retry: '再试一次',
  notRead: '加载失败，请稍后再试。',
  whenBack: '联网后自动刷新。',
  backHome: '回首页',
  waited: (minutes: number) => (minutes < 1 ? '刚刚收到' : `已等 ${duration(minutes)}`),
  submittedAt: (time: string) => `${time} 提交`,
}
