import { bundleProgress } from '../bundle-progress.ts'
import { fileHint } from '../clause-hints.ts'
import { causesOfDifference } from '@desk/shared/policies/roster'
import { people } from '../policy-phrases.ts'
import { dayAndTime } from '../exact.ts'
import { monthAndDay, wholeDay } from '../phrases.ts'

/** Formats a day; on paper with its year. */
const dayOf = (day: string, hasYear: boolean): string => (hasYear ? wholeDay : monthAndDay)(day)

/** The plot of signatures. Its headings say the finding. `hasYear`: on paper each day has its year. */
const plot = {
  reachedOn: (day: string, hasYear: boolean) => `按目前速度，${dayOf(day, hasYear)}达到 95 %`,
  beyond: '按目前速度，90 天内达不到 95 %',
  stands: '近 3 个工作日没有人签收',
  nearlyAll: (signed: number, percent: string) => `已签 ${people(signed)}，${percent}`,
  all: '全部已签',
  soFar: (signed: number) => `目前已签 ${people(signed)}`,
  until: (day: string, signed: number, hasYear: boolean) => `截至 ${dayOf(day, hasYear)}，已签 ${people(signed)}`,
  perDay: (rate: string) => `近 3 个工作日每天 ${rate} 人`,
  notYet: '发布后满 3 个工作日、签满 20 人，才有预测',
  laterLine: '灰线是此后的人数',
  none: '还没有每天的数据：发布次日开始统计，只到第 3 级部门',
  axis: (from: string, to: string) => `横轴：${from}至 ${to}`,
  caveat: '虚线按近 3 个工作日的平均速度直线推算，只算工作日；浅色区是其中最慢到最快。只是预测，不作为证据。',
  points: '逐点查看签收人数',
  point: (instant: string, signed: number) => `${dayAndTime(instant)}，已签 ${people(signed)}`,
  openDay: '查看这一天',
  free: '休息日',
  publishedSymbol: '发',
  remindedSymbol: '催',
  published: (instant: string, label: string, hasYear: boolean) => `${dayAndTime(instant, hasYear)} 发布 ${label} 版`,
  reminded: (instant: string, count: number, gained: number | null, hasYear: boolean) =>
    `${dayAndTime(instant, hasYear)} 催办 ${people(count)}${gained === null ? '' : `，此后 24 小时多签 ${people(gained)}`}`,
  due: (day: string) => `${day}到期`,
  atDue: (count: number, percent: string) => `那天约 ${people(count)}，${percent}`,
  target: (count: number) => `95 %（${people(count)}）`,
  ofDay: (day: string, signed: number) => `${monthAndDay(day)} ${people(signed)}`,
  summary: (finding: string, days: string, marks: string) => `${finding}。${days}${marks === '' ? '' : `。${marks}`}`,
  list: (parts: readonly string[]) => parts.join('，'),
  table: '查看表格',
  caption: '每天结束时的签收人数',
  day: '日期',
  signed: '已签',
  gained: '当天',
  required: '应签（不含豁免）',
}

/** The departments as bars of states. */
const departments = {
  worstFirst: '按部门，完成率低的在前',
  path: '部门层级',
  count: (number: number) => `${String(number)} 个部门`,
  rest: (number: number) => `还有 ${String(number)} 个部门`,
  missing: (count: number) => (count === 0 ? '已签完' : `还差 ${people(count)}`),
  own: (name: string) => `${name}直属`,
  part: (state: string, count: number) => `${state} ${String(count)}`,
  parts: (parts: readonly string[]) => parts.join('，'),
  share: '签收率',
  name: '部门',
  noDeeper: '过去的日子只存到第 3 级部门',
}

/** The day whose end the board shows. */
const days = {
  label: '查看哪一天',
  weekdays: ['一', '二', '三', '四', '五', '六', '日'],
  ticks: '短线是当天签收人数',
  signedOn: (day: string, count: number) => `${monthAndDay(day)}，当天签收 ${people(count)}`,
  show: '查看',
  before: '前一天',
  after: '后一天',
  now: '回到现在',
  asOf: (day: string) => `${wholeDay(day)}结束时的样子，此后的变动不影响。只能查看和导出，不能催办。`,
  commitments: {
    none: '当天的名单未存证，按记录还原；导出签收证据时写入存证日志。',
    same: '当天的名单已存证，全公司的人数一致。',
    differs: `当天的名单已存证，但全公司的人数与存证的不同：${causesOfDifference.zh}。`,
  },
  notStored: (asked: string, first: string | null) =>
    first === null
      ? `还没有保存过任何一天，没有 ${wholeDay(asked)}的数据。以下是当前数据。`
      : `没有 ${wholeDay(asked)}的数据，最早保存的是 ${wholeDay(first)}。以下是当前数据。`,
  noDay: (asked: string) => `“${asked}”不是有效的日期。以下是当前数据。`,
  nearest: (day: string) => `查看 ${wholeDay(day)}`,
}

/** The board of a policy. */
export const board = {
  plot,
  departments,
  days,
  figure: (bound: number) => `人已签，应签 ${people(bound)}`,
  changeOnly: '需签变化条款',
  counts: '各状态人数，点开看名单',
  equation: (signed: number, unsigned: number, exempt: number) =>
    `${String(signed + unsigned + exempt)} 应签 = ${String(signed)} 已签 + ${String(unsigned)} 待签 + ${String(exempt)} 豁免`,
  rate: (signed: number, bound: number, exempt: number) =>
    `签收率 = 已签 ${String(signed)} ÷（应签 ${String(bound)} − 豁免 ${String(exempt)}）`,
  register: (bound: number, excluded: number) =>
    `应签 ${String(bound)} = 在册 ${String(bound + excluded)} − 不计入 ${String(excluded)}`,
  unsignedAre: (parts: string) => `待签含${parts}`,
  missing: (count: number) => `还差 ${people(count)}`,
  allSigned: '已没有人需要签收',
  list: '看名单',
  export: '导出名单',
  exportDay: (day: string) => `导出 ${monthAndDay(day)}的名单`,
  exportDayHint: '含姓名和当日状态，按当日的签收、豁免和在职情况还原；部门为现在的部门。',
  share: (percent: string | null) => (percent === null ? '—' : `${percent} %`),
  // Null: the due instant is over.
  due: (label: string, day: string, daysLeft: number | null) => {
    if (daysLeft === null) return `${label} 版，${day}已到期`
    return `${label} 版，${day}到期，${daysLeft === 0 ? '就在今天' : `还有 ${String(daysLeft)} 天`}`
  },
  versionTexts: '各版条款和变更',
  retired: (label: string, day: string) => `${label} 版，制度已于 ${wholeDay(day)}停用，不再要求签收`,
  versions: '其他版本',
  versionNow: (label: string, since: string) => `${label} 版，${wholeDay(since)}起，现行`,
  versionThen: (label: string, since: string, day: string) =>
    `${label} 版，${wholeDay(since)}起，截至 ${wholeDay(day)}`,
  remind: (count: number) => `催办 ${people(count)}`,
  toRemind: (count: number) => `去催办 ${people(count)}`,
  remindNone: '暂无需要催办的人',
  remindDone: (skipped: number) => `未签的 ${people(skipped)}今天都催过了，明天可再催`,
  remindSend: (count: number) => `发送给 ${people(count)}`,
  remindNames: (first: readonly string[], count: number) =>
    `${first.join('、')}${count > first.length ? ` 等 ${people(count)}` : ''}`,
  remindWait: '今天已催办过，正在统计剩余人数',
  remindHint: (reached: number, skipped: number) =>
    skipped > 0
      ? `催办 ${people(reached)}；另有 ${people(skipped)}今天已催过，不重复发送`
      : `催办 ${people(reached)}，夜间不发送`,
  reminded: (count: number) => `将发送给 ${people(count)}`,
  behind: (count: number) => `${String(count)} 处正在统计，数字稍后更新`,
  exportHint: '导出会记入审计。',
  exportThese: (count: number | null) => (count === null ? '导出筛选出的人' : `导出这 ${people(count)}`),
  csv: 'CSV，供程序读取',
  xlsx: 'Excel，含合计',
  html: '网页版签收记录',
  bundle: '签收证据（ZIP，全公司）',
  bundleHint: '签收证据可以离线核对，含全公司的名单、签收记录、豁免理由、未答复的问题、阅读时间和文本。',
  bundleProgress,
  ready: '已准备好，1 分钟内有效，只能打开一次',
  download: '下载',
  fileHint,
  whole: '全公司',
  other: '其他制度',
  questions: '待回复的疑问',
  answer: '回复',
  answerSend: '发送回复',
  answered: '已回复',
  back: '首页',
  actions: '操作',
}
