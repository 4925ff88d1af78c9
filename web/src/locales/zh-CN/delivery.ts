import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { JobKind } from '@desk/shared/outbox/job-kinds'
import type { OutboxTopic } from '@desk/shared/outbox/outbox-topics'
import { duration, grouped } from './parts/phrases.ts'
import { messageTextNames } from './names/message-texts.ts'

const topics: Readonly<Record<OutboxTopic, string>> = {
  'info_change.apply': '写入企业微信',
  'info_change.prove': '核对手工录入',
  'request.next_step': '请下一位确认',
  'request.ladder': '按时限提醒审批人',
  'requests.reroute': '人员变动后重新分配审批人',
  'card.pressed': '处理卡片上的按钮',
  'notice.ask': '发送待审批卡片',
  'notice.over': '更新已发的卡片',
  'notice.taken': '告知已有人处理',
  'notice.result': '告知结果',
  'notice.comment': '告知有新留言',
  'notice.ops': '通知管理部门处理',
  'notice.ops_over': '告知管理部门无需处理',
  'notice.delegation': '告知代理开始或结束',
  'delegation.turn': '代理开始或结束',
  'notice.digest': '每日摘要',
  'workbench.tile': '工作台数字',
  'callback.handle': '处理通讯录事件',
  'directory.sync': '全量同步通讯录',
  'audit.anchor': '发送每日检查点',
  'lost_device.prove': '锁定丢失手机的账号',
  'lost_device.unlock.prove': '解锁账号',
  'lost_device.ladder': '无人处理时联系下一位',
  'lost_device.tell': '告知手机丢失的进展',
  'lost_device.over': '更新手机丢失的卡片',
  'lost_device.expire': '结束超时未处理的上报',
  'lost_device.exposure': '查询丢失期间的登录记录',
  'lost_device.exposure_late': '再次查询丢失期间的登录记录',
  'lost_device.devices': '移除可信设备',
  'lost_device.mailbox': '停用或恢复企业邮箱',
  'lost_device.guardian': '发送守护邀请',
  'policy.take_effect': '制度按日生效',
  'policy.round': '安排签收通知',
  'group_create.make': '在企业微信建群',
  'groups.apply': '修改群成员、群主或群名',
  'groups.drift': '核对成员的入群理由',
  'groups.tell': '发送群通知',
  'groups.say': '在群里通知更换群主',
  'groups.over': '更新群消息卡片',
  // Also cards to several people that are not about a policy.
  'policy.mail': '发送消息卡片',
  'policy.mail_over': '更新制度的消息卡片',
  'incidents.tell': '发送上报通知',
  'account.create': '建立账号',
  'account.invite': '发送邀请',
  'policy.exempt': '登记批准的豁免',
  'partner.disable': '停用到期合作人员的账号',
  'partner.enable': '启用续期合作人员的账号',
  'info_change.set_back': '核对被改回的信息',
  'accounts.close.prove': '停用、恢复或删除账号',
  'accounts.close.urgent': '立即停用账号',
  'confirmations.ask': '开始信息核对',
  'confirmations.tell': '请成员核对信息',
  'confirmations.over': '更新信息核对的卡片',
  'feedback.tell': '发送反馈消息',
  'feedback.over': '更新反馈卡片',
  'accounts.close.access': '离职后移除可信设备，停用或恢复企业邮箱',
  'accounts.offer.tell': '发送接手卡片',
  'accounts.offer.over': '更新接手卡片',
  'feedback.askers': '通知反馈的人',
  'custody.tell': '发送账号安全确认',
  'session.tell': '发送新设备登录提醒',
  'lost_device.guardian_over': '更新守护人的消息卡片',
}

const causes: Readonly<Record<string, string>> = {
  '-1': '企业微信忙（-1）',
  '40001': '密钥无效（40001）',
  '40013': '企业 ID 有误（40013）',
  '40014': '访问凭证失效（40014）',
  '40091': '密钥无效（40091）',
  '42001': '访问凭证过期（42001）',
  '45009': '调用太频繁（45009）',
  '48002': '应用没有这个接口的权限（48002）',
  '60011': '成员不在应用可见范围（60011）',
  '60020': '服务器 IP 不在可信名单（60020）',
  '60021': '成员不在应用可见范围（60021）',
  '60111': '成员不存在（60111）',
  '81013': '接收人都不在应用可见范围（81013）',
  '301042': '服务器 IP 不在可信名单（301042）',
  timeout: '企业微信未响应',
  dropped: '连接中断',
  bad_answer: '企业微信的响应无法识别',
  internal: '程序出错，请查看日志',
}
/** What ops do about a cause before they retry. */
const advice: Readonly<Record<string, string>> = {
  '-1': '企业微信恢复后重试。',
  '40014': '先在自检里核对密钥，再重试。',
  '42001': '先在自检里核对密钥，再重试。',
  '45009': '额度用完，等下一个时段再重试。',
  '48002': '在管理后台给应用开通缺少的接口权限，再重试。',
  '60011': '在管理后台把成员加进应用可见范围，再重试。',
  '60020': '在管理后台把服务器的出口 IP 加进企业可信 IP，再重试。',
  '60021': '在管理后台把成员加进应用可见范围，再重试。',
  '60111': '成员已从通讯录移除；无需送达的可以不处理。',
  '81013': '在管理后台把成员加进应用可见范围，再重试。',
  '301042': '在管理后台把服务器的出口 IP 加进企业可信 IP，再重试。',
  timeout: '检查服务器到企业微信的网络，再重试。',
  dropped: '检查服务器到企业微信的网络，再重试。',
  bad_answer: '检查网络中的代理是否改写了响应，再重试。',
  internal: '按停止时间在日志里查找错误，修复后重试。',
}
/** Why a job waits that did not fail. */
const waits: Readonly<Record<string, string>> = {
  '40001': '密钥无效（40001），更换并重启服务后自动继续',
  '40013': '企业 ID 有误（40013），更正并重启服务后自动继续',
  '40091': '密钥无效（40091），更换并重启服务后自动继续',
  '60020': '服务器 IP 不在可信名单（60020），加入企业可信 IP 后自动继续',
  '301042': '服务器 IP 不在可信名单（301042），加入企业可信 IP 后自动继续',
  quiet_hours: '静默时段，顺延',
  rate: '对方一分钟内消息较多，顺延',
  scheduled: '到生效日执行',
}

const kinds: Readonly<Record<JobKind, string>> = {
  messages: '消息',
  people: '成员与账号',
  groups: '群聊',
  other: '其他',
}

/** Formats how long something took: below a minute in tenths of a second, rounded up. */
const took = (ms: number): string =>
  ms < MINUTE_MS ? `${String(Math.max(1, Math.ceil(ms / 100)) / 10)} 秒` : duration(Math.ceil(ms / MINUTE_MS))

const outbox = {
  intro: '所有写入企业微信的操作和待发消息都在这里排队执行。',
  paused: (who: string, when: string) => `已暂停：${who}，${when}。暂停期间不发送，也不丢失。`,
  restored: (when: string) =>
    `数据库于 ${when} 从备份恢复，早于企业微信的状态。发送已暂停，登录和一次性链接已失效。请查看以下内容后恢复发送：执行前会先核对企业微信，已完成的操作和已发的消息不会重复。`,
  restoredDetected: '（由程序自动检测。）',
  reconciling: '正在与企业微信核对',
  reconciled: (when: string) => `${when} 已与企业微信核对`,
  reconciledEmpty: '没有待写入企业微信的操作。',
  reconciledTopic: (done: number, open: number, unknown: number) =>
    `已完成 ${String(done)} 件，未完成 ${String(open)} 件${unknown > 0 ? `，无法核对 ${String(unknown)} 件` : ''}`,
  pause: '暂停发送',
  pauseTitle: '暂停写入和发送',
  pauseHint: '执行中的会完成，恢复后继续，不会丢失。',
  resume: '恢复发送',
  // Unknown topics of a newer server are shown as they are.
  topic: (topic: string) => (topics as Readonly<Record<string, string>>)[topic] ?? topic,
  columns: { topic: '事项', due: '待执行', later: '已排期', inFlight: '执行中', failing: '重试中', oldest: '最早' },
  caption: '各事项的数量，含已排期',
  allDelivered: '没有积压。',
  deadLetters: (count: number) => (count === 0 ? '已停止的任务' : `已停止的任务 ${String(count)} 件`),
  noDeadLetters: '没有已停止的任务',
  /** Links to what mends it. */
  remedies: { range: '查看可见范围', address: '查看可信 IP 怎么加', secret: '核对密钥', check: '查看缺少的权限' },
  cause: (code: string) => causes[code] ?? `企业微信返回 ${code}`,
  advice: (code: string) => advice[code] ?? '在企业微信开发者中心按错误码查看原因，处理后重试。',
  /** An empty code: it waits for nothing but its turn. */
  waits: (code: string) => (code === '' ? '' : (waits[code] ?? causes[code] ?? '等待下一次核对')),
  causes: '停止原因',
  count: (count: number) => `${String(count)} 件`,
  retryAll: (count: number) => `重试这 ${String(count)} 件`,
  retryOldest: (count: number) => `重试最早的 ${String(count)} 件`,
  backlog: (count: number, minutes: number) => `待执行 ${String(count)} 件，最早一件已等 ${duration(minutes)}。`,
  /** 100 are listed at most. */
  jobs: (count: number) =>
    count === 0
      ? '等待和重试中的任务'
      : count < 100
        ? `等待和重试中的 ${String(count)} 件`
        : '等待和重试中的任务，列出最早的 100 件',
  jobsFound: (count: number) => `查到的其他消息和操作 ${String(count)} 件`,
  noJobs: '没有等待或重试中的消息和操作。',
  jobColumns: { topic: '事项', about: '对象', state: '状态', note: '说明', attempts: '已尝试', at: '时间' },
  jobStates: { due: '待执行', running: '执行中', retrying: '重试中', later: '已排期', done: '已完成' },
  jobAt: {
    due: (at: string) => `${at} 起等待`,
    running: (at: string) => `${at} 起执行`,
    retrying: (at: string) => `${at} 再试`,
    later: (at: string) => `${at} 执行`,
    done: (at: string) => `${at} 完成`,
  },
  day: {
    done: (count: number) => `24 小时完成 ${String(count)} 件`,
    once: '一次完成',
    again: '重试后完成',
    stopped: '已停止',
    from: '起始时间',
    asTable: '查看表格',
    finding: (done: number, stopped: number) =>
      `24 小时完成 ${String(done)} 件，${stopped === 0 ? '没有任务停止' : `${String(stopped)} 件已停止`}`,
    partial: '任务较多，只统计最近的 10,000 件。',
  },
  latency: {
    title: '完成用时',
    finding: (median: number, most: number) => `一半在 ${took(median)}内完成，95% 在 ${took(most)}内完成`,
    hint: (counted: number, leftOut: number) =>
      `从计划时间起算，统计 ${String(counted)} 件` +
      (leftOut === 0 ? '。' : `；另有 ${String(leftOut)} 件顺延或重试过，不计入。`),
    none: (leftOut: number) =>
      leftOut === 0 ? '24 小时内没有可统计的任务。' : `24 小时内完成的 ${String(leftOut)} 件都顺延或重试过，不计入。`,
    unknown: '耗时未知，升级完成后刷新页面。',
    time: '用时',
    count: '件数',
    took,
    /** `to`: null without an end. */
    range: (from: number, to: number | null) => {
      if (to === null) return `${took(from)}以上`
      return from === 0 ? `不到 ${took(to)}` : `${took(from)}–${took(to)}`
    },
  },
  /** How many messages an app may send: WeCom has no API for the number of accounts. */
  quota: {
    today: (count: number, isPartial: boolean) => `今天${isPartial ? '至少' : ''}发送了 ${grouped(count)} 人次的消息。`,
    unknown: '今天发送的人次未知，升级完成后刷新页面。',
    limit: '每天可发的人次是账号上限的 200 倍，账号上限请在管理后台查看。',
    atLeast: (members: number, limit: number) =>
      `每天至少可发 ${grouped(limit)} 人次（通讯录 ${grouped(members)} 人 × 200）。`,
  },
  /** WeCom answered that its limit of calls is reached. */
  pausedApi: (api: string, until: string) => `企业微信限制了 ${api} 的调用次数，${until} 起继续调用。`,
  kind: '种类',
  kinds,
  letters: '已停止的任务',
  letterColumns: { topic: '事项', about: '对象', cause: '原因', attempts: '已尝试', stoppedAt: '停止时间' },
  searchLetters: '姓名、申请号或错误号',
  noneFound: '没有符合的任务',
  noneFoundHint: '姓名、拼音首字母、完整的申请号或错误号都可以查找。',
  allLetters: '查看全部',
  noDeadLettersHint: '多次重试仍未成功的任务会停在这里，说明原因和处理办法。',
  stopped: (count: number) => `${String(count)} 件已停止`,
  working: '正常',
  retry: '重试',
  manual: '标为已手动完成',
  manualTitle: '与企业微信核对一致后关闭',
  manualAction: '核对并关闭',
  manualReason: '处理说明',
  refresh: '刷新',
  retried: '已重新排队',
  closed: '核对一致，已关闭',
}

const calendar = {
  intro: (year: number) => `法定节假日和调休数据截至 ${String(year)} 年底，此后只按周末休息，届时会提醒。`,
  beyond: (year: number) => `本月超出节假日数据范围（截至 ${String(year)} 年底），只按周末休息。`,
  month: (year: number, month: number) => `${String(year)} 年 ${String(month)} 月`,
  before: '上个月',
  after: '下个月',
  weekdays: ['一', '二', '三', '四', '五', '六', '日'],
  // Monday is the first, 0.
  weekday: (index: number) => `周${'一二三四五六日'.charAt(index)}`,
  working: '上班',
  rest: '休息',
  reasons: { override: '手动设置', table: '法定安排', week: '按星期' },
  dayTitle: (day: string) => `${day}：上班还是休息`,
  setWorking: '改为上班',
  setRest: '改为休息',
  reset: '恢复默认',
  note: '备注',
  noteHint: '例如：年会',
  cancel: '取消',
  quiet: '静默时段',
  quietHint: '静默时段和休息日不发送提醒和结果，顺延到工作日。新申请和紧急消息不受影响。',
  from: '开始时间',
  to: '结束时间',
  save: '保存静默时段',
  saved: '已保存，下一条消息起生效',
  format: '格式为 20:00',
}

const texts = {
  intro: '修改后从下一张卡片起生效。花括号中的内容会替换为实际内容。',
  names: messageTextNames,
  changed: '已修改',
  title: '标题',
  subtitle: '副标题',
  left: (count: number) => (count < 0 ? `超出 ${String(-count)} 个字` : `还能写 ${String(count)} 个字`),
  placeholders: (list: readonly string[]) => `可用：${list.map((name) => `{${name}}`).join(' ')}`,
  preview: '预览',
  source: '企微自助',
  save: '保存',
  restore: '恢复默认',
  saved: '已保存，下一张卡片起生效',
  choose: '选择消息',
}

const deliveryFieldErrors: Readonly<Record<string, string>> = {
  'text.unknown_placeholder': '花括号中的名称无效',
  'text.too_long': '太长，请缩短',
  'text.empty': '不能为空',
  'text.unseen_signs': '含有不可见字符',
}

const delivery = { outbox, calendar, texts }
export default { ...delivery, fieldErrors: deliveryFieldErrors }
