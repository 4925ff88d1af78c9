import type { MessageTextName } from '@desk/shared/notices/message-texts'
import type { OutboxTopic } from '@desk/shared/outbox/outbox-topics'

const topics: Readonly<Record<OutboxTopic, string>> = {
  'info_change.apply': '写入企业微信',
  'info_change.prove': '核对手工录入',
  'request.next_step': '请下一位确认',
  'request.ladder': '到时提醒审批人',
  'requests.reroute': '换人后重新找审批人',
  'card.pressed': '处理卡片上的按钮',
  'notice.ask': '发待审批卡片',
  'notice.over': '更新已发的卡片',
  'notice.taken': '告知已有人处理',
  'notice.result': '告知结果',
  'notice.comment': '告知有新留言',
  'notice.digest': '每日摘要',
  'workbench.tile': '工作台数字',
  'callback.handle': '处理通讯录事件',
  'directory.sync': '整读通讯录',
  'audit.anchor': '发送审计校验值',
}

const causes: Readonly<Record<string, string>> = {
  '-1': '企业微信忙（-1）',
  '45009': '调用太频繁（45009）',
  '48002': '应用没有这个接口的权限（48002）',
  '60011': '成员不在应用可见范围（60011）',
  '60020': '服务器 IP 不在可信名单（60020）',
  '60111': '成员不存在（60111）',
  timeout: '企业微信没有回应',
  dropped: '连接断了',
  bad_answer: '企业微信的回答读不懂',
  internal: '程序出错，看日志',
}

const outbox = {
  intro: '所有要写进企业微信、要发给人的，都先记在这里，再一件件办。',
  paused: (who: string, when: string) => `已暂停：${who}，${when}。暂停期间什么也不发，什么也不丢。`,
  pause: '暂停投递',
  pauseTitle: '暂停后，什么也不写、不发',
  pauseHint: '正在办的会办完。恢复之后接着办，一件不丢。',
  resume: '恢复投递',
  /** A newer server may owe what this build has no name for. */
  topic: (topic: string) => (topics as Readonly<Record<string, string>>)[topic] ?? topic,
  columns: { topic: '事项', due: '该办', later: '排着', inFlight: '在办', failing: '失败过', oldest: '最早' },
  caption: '各事项的积压',
  nothingOwed: '没有积压，都办完了。',
  dead: (count: number) => (count === 0 ? '没办成的' : `没办成的 ${String(count)} 件`),
  noDead: '没有停下的。',
  cause: (code: string) => causes[code] ?? `企业微信返回 ${code}`,
  tried: (count: number, when: string) => `试了 ${String(count)} 次，${when} 停下`,
  retry: '再试',
  byHand: '已手动办好',
  byHandTitle: '先读一遍企业微信，一致才算办好',
  byHandAction: '核对并关闭这 1 件',
  byHandReason: '怎么办的',
  refresh: '刷新',
  retried: '已重新排队',
  closed: '核对一致，已关闭',
}

const calendar = {
  intro: (year: number) => `法定假日和调休已知到 ${String(year)} 年底。之后只按周末休息，到时会提醒。`,
  beyond: (year: number) => `这个月超出已知范围（到 ${String(year)} 年底），只按周末休息。`,
  month: (year: number, month: number) => `${String(year)} 年 ${String(month)} 月`,
  before: '上个月',
  after: '下个月',
  weekdays: ['一', '二', '三', '四', '五', '六', '日'],
  working: '上班',
  rest: '休息',
  reasons: { override: '这里改的', table: '法定安排', week: '按星期' },
  dayTitle: (day: string) => `${day}：上班还是休息`,
  setWorking: '改为上班',
  setRest: '改为休息',
  reset: '恢复原样',
  note: '备注',
  noteHint: '例如：年会',
  cancel: '取消',
  quiet: '静默时段',
  quietHint: '这段时间和休息日，提醒和结果先不发，等到上班日。给审批人的新申请和紧急的不受影响。',
  from: '从',
  to: '到',
  save: '保存静默时段',
  saved: '已保存，从下一条消息起',
  format: '写成 20:00 这样',
}

const names = {
  'info_change.ask': '有新申请，发给审批人',
  'info_change.taken': '已有人处理，发给其他审批人',
  'info_change.withdrawn': '申请撤回，发给审批人',
  'info_change.applied': '全部生效，发给申请人',
  'info_change.partly': '部分生效，发给申请人',
  'info_change.refused': '没有通过，发给申请人',
  'info_change.failed': '没写成，发给申请人',
  'request.commented': '有新留言',
  'request.returned': '退回修改，发给申请人',
  'request.sent_back': '已退回，发给其他审批人',
  'request.handed_over': '已交给别人，发给原审批人',
  'request.urged': '催办，发给审批人',
  'request.changed': '内容变了，发给刚按同意的审批人',
  'request.superseded': '旧卡片，发给审批人',
  'request.near_due': '快到时限，发给审批人',
  'request.overdue': '已过时限，发给审批人',
  digest: '每日摘要',
} satisfies Record<MessageTextName, string>

const texts = {
  intro: '改了从下一张卡片起用。花括号里的会换成真的内容。',
  names,
  changed: '改过',
  title: '标题',
  subtitle: '副标题',
  left: (count: number) => (count < 0 ? `多了 ${String(-count)} 个字` : `还能写 ${String(count)} 个字`),
  placeholders: (list: readonly string[]) => `可用：${list.map((name) => `{${name}}`).join(' ')}`,
  preview: '预览',
  source: '企微自助',
  save: '保存',
  restore: '用回原来的',
  saved: '已保存，从下一张卡片起',
  choose: '要改哪一条',
}

export const deliveryFieldErrors: Readonly<Record<string, string>> = {
  'text.unknown_placeholder': '花括号里有不认识的名字',
  'text.too_long': '太长了',
  'text.empty': '不能空着',
  'text.unseen_signs': '里面有看不见的字符',
}

export const delivery = { outbox, calendar, texts }
export type DeliveryWords = typeof delivery
