import { fileHint } from './parts/clause-hints.ts'
import { roleNames } from './parts/role-names.ts'
import { auditActionNames } from '@desk/shared/audit-entries/action-names'
import { chineseEntryWords } from '@desk/shared/audit-entries/entry-words'
import type { LogBreak } from '@desk/shared/audit/audit-schemas'
import { device } from './parts/devices.ts'
import { exact, zoneName } from './parts/exact.ts'
import { monthAndDay, names, wholeDay } from './parts/phrases.ts'
import { auditWords } from './parts/audit-words.ts'

type FilterRange = Readonly<Record<'from' | 'to' | 'fromTime' | 'toTime', string>>

/** Formats a day of the filter, with a time from which or until which it counts. */
const moment = (day: string, time: string) => (time === '' ? wholeDay(day) : `${wholeDay(day)} ${time}`)

const kept = { database: '数据库中', beside_key: '密钥旁文件', file: '留存' } as const

const audit = {
  back: '回首页',
  intro: () =>
    `操作记录只增不改，写入后约 1 分钟进入签名的存证日志，每天把日志的检查点发给审计人员保存。每次查看和翻页也记入审计。时间都是${zoneName()}。`,
  chain: '存证日志',
  root: '最近一次存证的校验值',
  protectedUpTo: (size: number, at: string) => `前 ${String(size)} 条在 ${at} 的每日检查点内`,
  noAnchor: '还没有每日检查点',
  tail: (rows: number) => (rows === 0 ? '此后无新记录' : `此后 ${String(rows)} 条，等下一次检查点`),
  keys: '校验值与公钥',
  vkey: '日志公钥',
  vkeyHint: '请与检查点一起保存在公司之外，核对文件时用。日志重新开始后公钥会变，旧的仍请保留。',
  tailTooOld: '超过一天没有新的检查点，请运维人员在自检中查看原因。',
  further:
    '存证日志重新开始过，此前的一份已关闭，请询问原因。那时保存的检查点由服务器管理员用 audit -- verify --anchor 核对。',
  verify: '验证',
  verifying: '正在验证',
  intact: (rows: number, at: string) => `验证通过，共 ${String(rows)} 条。由服务器于 ${at} 核对。`,
  broken: (broken: LogBreak): string => {
    switch (broken.kind) {
      case 'row_changed':
        return `第 ${String(broken.seq)} 条被修改`
      case 'row_missing':
        return `第 ${String(broken.seq)} 条缺失`
      case 'row_added':
        return `第 ${String(broken.seq)} 条为后来添加`
      case 'row_back_dated':
        return `第 ${String(broken.seq)} 条签收的时间不可信：比不含它的检查点早一天以上`
      case 'key_unknown':
        return '没有任何日志使用所给的公钥'
      case 'log_changed':
        return `存证日志第 ${String(broken.index + 1)} 条被修改`
      case 'log_missing':
        return `存证日志第 ${String(broken.index + 1)} 条缺失`
      case 'evidence_changed':
        return `签收凭据 ${broken.object} 被修改（见第 ${String(broken.seq)} 条）`
      case 'evidence_missing':
        return `签收凭据 ${broken.object} 缺失（见第 ${String(broken.seq)} 条）`
      case 'evidence_added':
        return `签收凭据 ${broken.object} 为后来添加，没有记录`
      case 'checkpoint_differs':
        return `与${kept[broken.keptIn]}的检查点（${String(broken.size)} 条）不一致，此前的记录可能被重写`
      case 'checkpoint_missing':
        return `${kept[broken.keptIn]}的检查点有 ${String(broken.size)} 条，现在的日志更短`
    }
  },
  filter: '筛选',
  actor: '操作人',
  actorHint: '姓名、拼音或首字母，含对其所做的操作',
  action: '操作',
  actionHint: '例如 收回、催办、导出',
  actionMatches: (labels: readonly string[], count: number) =>
    labels.length < count ? `${names(labels)}等 ${String(count)} 种` : names(labels),
  actionNone: '没有这样的操作，换一个词',
  object: '对象',
  code: '操作代码',
  objectId: '对象编号',
  open: '展开',
  from: '开始日期',
  to: '结束日期',
  range: '时间',
  rangeText: ({ from, to, fromTime, toTime }: FilterRange): string => {
    if (to === '') return `${moment(from, fromTime)} 起`
    if (from === '') return `${moment(to, toTime)} 止`
    if (fromTime === '' && toTime === '') return from === to ? wholeDay(from) : `${wholeDay(from)}至 ${wholeDay(to)}`
    return `${moment(from, fromTime || '00:00')} 至 ${moment(to, toTime || '24:00')}`
  },
  apply: '查看',
  clear: '清空',
  invalid: '只能用字母、数字和 . : _ - @',
  byDay: {
    title: (count: number, first: string, last: string) =>
      `${wholeDay(first)}至 ${wholeDay(last)}，共 ${String(count)} 条`,
    /** `hours`: the two hours of the day, such as 08:00–10:00. */
    most: (day: string, hours: string | null, count: number) =>
      `${monthAndDay(day)}${hours === null ? '' : ` ${hours} `}最多，${String(count)} 条`,
    points: { days: '逐天查看记录条数', hours: '每两小时查看记录条数' },
    kinds: { looks: '查看和导出', changes: '修改、决定及其他', losses: '丢失设备与锁定' },
    share: (kind: string, count: number) => `${kind} ${String(count)}`,
    slot: (day: string, hours: string | null) => (hours === null ? wholeDay(day) : `${wholeDay(day)} ${hours}`),
    point: (slot: string, count: number) => `${slot}，${String(count)} 条`,
    withShares: (point: string, shares: readonly string[]) => [point, ...shares].join('，'),
    finding: (title: string, most: string) => `${title}。${most}`,
    tick: monthAndDay,
    choose: '点按或拖选，只看那段时间的记录；也可以用方向键（按住 Shift 多选）和回车',
    kindsUnknown: '各类操作的条数未知，升级完成后刷新页面。',
    table: '查看表格',
    caption: { days: '每天的记录条数', hours: '每两小时的记录条数' },
    slotOf: { days: '日期', hours: '时段' },
    count: '条数',
  },
  rows: '审计记录',
  seq: '序号',
  source: '来源',
  sources: {
    device,
    network: (network: string) => `网络 ${network}`,
    list: (parts: readonly string[]) => parts.join('，'),
    server: '服务器',
    none: '没有记录设备和网络',
  },
  checkpoint: '检查点',
  checkpoints: {
    in: (size: number) => `已列入，前 ${String(size)} 条`,
    open: '未列入',
    inHint: (no: number, size: number, at: string) =>
      `存证日志第 ${String(no)} 条，在 ${at} 签名的检查点（前 ${String(size)} 条）内`,
    anchored: (at: string) => `${at} 列入每日检查点`,
    unanchored: '等下一次每日检查点',
    list: (parts: readonly string[]) => parts.join('；'),
    unverified: '只说明已写入；内容是否被修改，用“验证”核对',
    openHint: '尚未列入检查点，一般在写入后 1 分钟左右列入',
  },
  at: '时间',
  details: '详情',
  none: '没有符合条件的记录',
  noneHint: '放宽日期，或清除姓名和操作后再查找。',
  export: '导出',
  exportThese: (count: number) => `导出这 ${String(count)} 条`,
  /** Further ones may be added until the file is made. */
  exportAtLeast: (count: number) => `导出（现有 ${String(count)} 条）`,
  exportMore: (count: number) => `导出（不止 ${String(count)} 条）`,
  exportHint: '按当前筛选导出，导出会记入审计。链接 1 分钟内有效，只能打开一次。',
  csv: '表格（CSV）',
  html: '网页',
  proof: '这一条的存证证明',
  proofHint: '在 /verify 可以断网核对，需要日志公钥。',
  checkFile: '核对文件',
  checkFileHint: '选择从这里导出的表格、网页或凭证，看是否与导出时一致。文件不会上传，只比较 SHA-256；查询会记入审计。',
  chooseFile: '选择文件',
  fileFound: ({ file, who, when, seq }: { file: string; who: string; when: string; seq: number }) =>
    `一致：${file} 就是 ${who} 在 ${when} 导出的文件，见审计记录第 ${String(seq)} 条。`,
  fileUnknown: (file: string) => `${file} 没有登记过：导出后改动或另存过，或者不是从这里导出的，不能作为证据。`,
  ready: '已准备好，请点下方链接下载',
  download: '下载',
  fileHint,
}

export default {
  ...audit,
  entry: chineseEntryWords(roleNames, exact),
  codes: { actions: auditActionNames, words: auditWords },
}
