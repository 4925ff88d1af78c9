import { fileHint } from './parts/clause-hints.ts'
import { exact, fullDay } from './parts/exact.ts'
import { dayOnly, monthAndDay, wholeDay } from './parts/phrases.ts'

/** The overview of a role holder. */
export default {
  day: dayOnly,
  monthAndDay,
  /** On paper each day has its year. */
  printed: { exact, fullDay, wholeDay },
  counted: (when: string) => `${when} 更新`,
  behind: (count: number) => `${String(count)} 个部门的数字正在更新`,
  waiting: (count: number) => (count === 0 ? '暂无待处理' : `待你处理 ${String(count)} 项`),
  nothing: '制度、人员与运行都没有待办',
  tasks: {
    versions: (count: number) => `${String(count)} 个制度版本待你处理`,
    versionsHint: '批准、修改或发布',
    questions: (count: number) => `${String(count)} 条疑问待答复`,
    oldest: (day: string) => `最早一条 ${day}`,
    ofPolicy: (policy: string, fact: string) => `${policy}，${fact}`,
    overdue: (count: number) => `${String(count)} 人逾期未签`,
    undelivered: (count: number) => `${String(count)} 人未送达`,
    joiners: (count: number) => `${String(count)} 位新成员未签`,
    exemption: (name: string, day: string) => `${name} 的豁免 ${day} 到期`,
    partner: (name: string, day: string) => `${name} 的合作 ${day} 到期`,
    moreExemptions: (count: number) => `还有 ${String(count)} 人的豁免两周内到期`,
    morePartners: (count: number) => `还有 ${String(count)} 人的合作四周内到期`,
    bad: (count: number) => `自检 ${String(count)} 项未通过`,
    warn: (count: number) => `自检 ${String(count)} 项待完善`,
    checked: (at: string) => `${at} 的自检结果`,
    stopped: (count: number) => `${String(count)} 条消息已停止发送`,
  },
  actions: {
    handle: '去处理',
    answer: '去答复',
    people: '看名单',
    exempt: '续期或收回',
    partner: '看合作',
    check: '看自检',
    outbox: '看原因',
  },
  matrix: {
    title: (count: number) => (count === 0 ? '全部签完' : `还差 ${String(count)} 人次`),
    views: { people: '人数', share: '比例' },
    hints: { people: '格内为未签人数 / 应签人数', share: '格内为未签人数占应签人数的比例' },
    policy: '制度，紧急的在前',
    others: '其余部门',
    company: '全公司已签',
    version: (label: string) => `${label} 版`,
    overdueBy: (days: number) => `逾期 ${String(days)} 天`,
    due: (day: string) => `${day} 到期`,
    cell: (missing: number, required: number, overdue: number) =>
      `未签 ${String(missing)} 人，应签 ${String(required)} 人` + (overdue > 0 ? `，逾期 ${String(overdue)} 人` : ''),
    done: '全部签完',
    none: '无须签收',
    /** The equation of the share: the exempt do not have to sign. */
    equation: (signed: number, bound: number, exempt: number) =>
      exempt === 0
        ? `${String(signed)} 已签 ÷ ${String(bound)} 应签`
        : `${String(signed)} 已签 ÷（${String(bound)} 应签 − ${String(exempt)} 豁免）`,
    share: (share: string | null) => (share === null ? '—' : `${share}\u00a0%`),
    inTime: '期限内，颜色越深未签比例越高',
    late: '有人逾期',
    empty: '还没有生效的制度',
  },
  export: {
    xlsx: '导出 Excel',
    csv: '导出 CSV',
    ready: '已准备好，1 分钟内有效，只能打开一次；导出已记入审计',
    download: '下载',
    fileHint,
  },
  due: {
    title: '四周内的期限',
    today: '今天',
    none: '四周内没有到期的制度',
    line: (title: string, day: string, missing: number) => `${title}：${day} 到期，还差 ${String(missing)} 人`,
    missing: (count: number) => (count === 0 ? '已签完' : `差 ${String(count)} 人`),
    late: (count: number) => `逾期 ${String(count)} 人`,
    table: '查看表格',
    policy: '制度',
    since: '开始',
    dueAt: '到期',
    left: '未签',
  },
}
