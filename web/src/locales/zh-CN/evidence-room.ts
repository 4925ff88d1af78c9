import { bundleProgress } from './parts/bundle-progress.ts'
import { fileHint } from './parts/clause-hints.ts'
import { causesOfDifference } from '@desk/shared/policies/roster'
import type { Device } from '@desk/shared/session/parse-user-agent'
import { device } from './parts/devices.ts'
import { exact, zoneName } from './parts/exact.ts'
import { names, wholeDay } from './parts/phrases.ts'

type Signed = { name: string; at: string; title: string; label: string; basis: 'full' | 'delta' }
type Unsigned = { when: string; name: string; title: string; label: string; due: string; isOverdue: boolean }
type RosterPart = 'bound' | 'signed' | 'unsigned' | 'exempt' | 'excluded'

const messages = {
  exact,
  search: '姓名、拼音或凭证码',
  asOf: '截至',
  find: '查证',
  purpose: '证明一个人某天是否签收、签的哪一版，附核对结果，可打印和导出。',
  toRecords: '只看经过：签收记录',
  hint: '输入姓名、拼音首字母或凭证码。每次查看都会记入审计。',
  nobody: (q: string) => `没有找到“${q}”`,
  nobodyHint: '可以输入姓名、拼音、拼音首字母或完整的凭证码。',
  noDay: '这一天没有可查的签收数据',
  noDayHint: '能查的日子与签收进度页保存的相同，请换一天。',
  nobodyInScope: '只能查到这个链接所含制度涉及的成员。可以输入姓名、拼音、拼音首字母或完整的凭证码。',
  people: (count: number) => `找到 ${String(count)} 人，请选择`,
  more: '还有其他符合的成员，请输入更完整的姓名',
  left: '已离职或停用',
  policies: '制度',
  share: '外部查证链接',
  print: '打印',
  guest: (name: string) => `外部查证：${name}`,
  scope: (policies: number, from: string, to: string) =>
    `${String(policies)} 份制度，${wholeDay(from)}至 ${wholeDay(to)}，只读`,
  endsAt: (when: string) => `链接有效至 ${when}`,
  over: {
    title: '查证链接已失效',
    hint: '链接已到期或被公司结束，不能再查看。如果还需要查证，请联系公司的合规人员重新生成。',
  },
  entry: {
    title: '打开查证链接',
    hint: '链接只在第一次打开它的浏览器里有效。请在之后查证要用的电脑或手机上打开。打开与查看都会记入公司的审计。',
    open: '在这个浏览器中打开',
    refused: {
      not_found: '链接不完整或不存在，请从收到的消息里重新打开',
      'input.invalid': '链接不完整，请从收到的消息里重新打开',
      'room.link_ended': '链接已到期或被公司结束，请联系公司的合规人员',
      'room.link_opened_elsewhere': '链接已在另一个浏览器打开过。请回到那个浏览器，或请公司重新生成',
    },
  },
  sheet: '签收查证',
  asked: (who: string, when: string) => `${who} 查于 ${when}（${zoneName()}）`,
  sentences: {
    signed: ({ name, at, title, label, basis }: Signed) =>
      `已签收。${name}在 ${at} 签收《${title}》${label} 版${basis === 'full' ? '全文' : '变化的条款，其余条款此前已签'}。`,
    stillValid: (label: string) => `当日有效的 ${label} 版不要求重新签收。`,
    unsigned: ({ when, name, title, label, due, isOverdue }: Unsigned) =>
      `未签收。截至 ${when}，${name}没有签收《${title}》${label} 版${due === '' ? '' : isOverdue ? `，已逾期，期限 ${due}` : `，期限 ${due}`}。`,
    exempt: (when: string, name: string, title: string) => `已豁免。截至 ${when}，${name}无需签收《${title}》。`,
    notBound: (when: string, name: string, title: string) =>
      `不在签收范围。截至 ${when}，《${title}》不要求${name}签收。`,
    erased: (when: string, name: string, title: string) =>
      `无从得知。${name}的签收身份已匿名化，${when} 是否签收《${title}》不能再查证；已有的签收记录仍在，只是不再对应到人。`,
    noText: (when: string, title: string) => `没有有效文本。截至 ${when}，《${title}》没有生效的版本。`,
    unsound: (name: string, title: string, label: string) =>
      `核对不一致。${name}签收《${title}》${label} 版的记录与签收时不符，不能作为证据。`,
  },
  who: ({
    department,
    isThen,
    position,
    userid,
    hasLeft,
  }: {
    department: string
    isThen: boolean
    position: string
    userid: string
    hasLeft: boolean
  }) =>
    [
      ...(department === '' ? [] : [isThen ? `签收时在${department}` : department]),
      ...(position === '' ? [] : [position]),
      `账号 ${userid}`,
      ...(hasLeft ? ['现已离职或停用'] : []),
    ].join(' · '),
  receipt: '凭证',
  receiptOf: (label: string) => `${label} 版的凭证`,
  facts: {
    text: '当日有效文本',
    former: '与上一版',
    messages: '收到消息',
    reading: '打开与阅读',
    signature: '签收',
    decisions: '豁免与决定',
    after: '之后',
    counts: '全公司人数',
  },
  none: '—',
  noText: '当日没有生效的版本',
  text: (text: {
    label: string
    clauses: number
    publishedAt: string
    approvedBy: string | null
    approvedAt: string | null
    authors: readonly string[]
    publishedBy: string | null
    isCurrent: boolean
    lastDay?: string | null | undefined
  }) =>
    [
      `${text.label} 版，${String(text.clauses)} 条`,
      ...(text.authors.length > 0 ? [`${names(text.authors)} 起草`] : []),
      ...(text.approvedBy && text.approvedAt ? [`${text.approvedBy} ${exact(text.approvedAt)} 批准`] : []),
      ...(text.publishedBy ? [`${text.publishedBy} 发布`] : []),
      `${exact(text.publishedAt)} 起生效`,
      text.isCurrent
        ? `${text.lastDay ? `截至 ${wholeDay(text.lastDay)}` : '现在'}仍有效`
        : `${text.lastDay ? `截至 ${wholeDay(text.lastDay)}` : '现'}已被取代或废止`,
    ].join('，'),
  former: (label: string | null, { changed, added, removed }: { changed: number; added: number; removed: number }) =>
    label === null
      ? '首次发布，没有上一版'
      : changed + added + removed === 0
        ? `与 ${label} 版条款相同`
        : `比 ${label} 版${[
            ...(changed > 0 ? [`修改 ${String(changed)} 条`] : []),
            ...(added > 0 ? [`新增 ${String(added)} 条`] : []),
            ...(removed > 0 ? [`删除 ${String(removed)} 条`] : []),
          ].join('，')}`,
  message: (kind: string, when: string, delivery: string) =>
    `${kind}，${when}${delivery === '' ? '' : `，${delivery}`}`,
  noMessages: '没有保存的消息（消息只保留一段时间）',
  opened: (when: string, label: string) => `${when} 打开 ${label} 版`,
  read: ({
    read,
    clauses,
    seconds,
    basis,
  }: {
    read: number
    clauses: number
    seconds: number
    basis: 'full' | 'delta'
  }) => {
    const others = clauses - read
    const rest =
      others <= 0
        ? ''
        : basis === 'delta'
          ? `（其余 ${String(others)} 条此前已签）`
          : `（其余 ${String(others)} 条不要求本人阅读）`
    return `全文 ${String(clauses)} 条，要求阅读的 ${String(read)} 条都在屏幕上停留过${rest}，共 ${seconds >= 60 ? `${String(Math.floor(seconds / 60))} 分 ` : ''}${String(seconds % 60)} 秒`
  },
  device: (used: Device, network: string) => `${device(used)}，网络 ${network}`,
  notOpened: '没有打开过',
  signature: ({
    signedAt,
    label,
    consent,
    typedName,
  }: {
    signedAt: string
    label: string
    consent: string
    typedName: string | null
  }) =>
    `${exact(signedAt)}，${label} 版，${typedName === null ? '点按“签收”' : `输入姓名“${typedName}”`}，声明“${consent}”`,
  unsigned: '没有签收',
  erased: '已匿名化，不能再对应到人',
  decision: (kind: string, facts: readonly string[]) => [kind, ...facts].join('，'),
  noDecisions: '没有豁免、改期限或要求重新签收',
  replaced: (former: string, receipt: string) => `此前的凭证 ${former} 已由凭证 ${receipt} 取代`,
  stillCounts: (label: string) => `${label} 版不要求重新签收，这次签收仍有效`,
  signAgain: (label: string) => `${label} 版需要重新签收，尚未签收`,
  nothingAfter: (when: string) => `截至 ${when}，没有被取代，也没有要求重新签收`,
  counts: ({ bound, signed, unsigned, exempt, excluded }: Record<RosterPart, number>) =>
    `全公司 ${String(bound)} 应签 = ${String(signed)} 已签 + ${String(unsigned)} 待签 + ${String(exempt)} 豁免，` +
    `应签 ${String(bound)} = 在册 ${String(bound + excluded)} − 不计入 ${String(excluded)}`,
  commitments: {
    none: '，当天的名单未存证，按记录还原',
    same: '，当天的名单已存证，人数一致',
    differs: `，当天的名单已存证，但人数与存证的不同：${causesOfDifference.zh}`,
  },
  related: '相关页面',
  board: '那天的签收进度',
  record: '此人的签收经过',
  audit: '审计里与此人有关的记录',
  audited: (entry: number | null) =>
    `本次查看已记入审计${entry === null ? '' : `，第 ${String(entry)} 条`}。时间都是${zoneName()}。证明的是服务器记录了什么、最迟何时记录，不能证明屏幕前是谁；时间以服务器时钟为准。以上核对由公司的服务器在查看时完成。`,
  checks: {
    text: '全文与签收时一致',
    textChanged: '全文与签收时不一致',
    record: '记录与存证一致',
    entry: (no: number) => `存证日志第 ${String(no)} 条，包含证明`,
    recordChanged: '记录与存证不一致',
    recordWaits: '正在存证',
    recordWaitsHint: '约 1 分钟后可核对',
    anchor: '已在每日检查点中',
    anchorAt: (when: string) => `${when} 的检查点`,
    anchorWaits: '尚未列入每日检查点',
    anchorWaitsHint: '检查点每天生成一次，下一次之后再查',
  },
  exports: {
    title: '可离线核对的证据',
    titleAll: '全部制度的签收证据',
    hintAll:
      '含每份制度在“截至”那天的全公司名单、签收记录、豁免理由、未答复的问题、阅读时间和文本，可以离线核对。导出会记入审计，链接 1 分钟内有效。',
    hint: (hasProof: boolean) =>
      `签收证据含这份制度当天的名单、签收记录和文本${
        hasProof ? '；凭证证明只含这一张凭证，单独核对不能发现时间被提前' : ''
      }。导出会记入审计，链接 1 分钟内有效。`,
    bundle: '签收证据（ZIP）',
    proof: '凭证证明',
    verify: '核对证据',
    ready: '已准备好，请点下方链接下载，文件较大时需要等待',
    progress: bundleProgress,
    download: '下载',
    fileHint,
  },
  kept: {
    title: '请另存检查点和公钥',
    hint: '现在复制，保存到公司之外。以后核对签收证据时用它，能查出此前的记录有没有被改过；取自证据文件本身的不算。',
    checkpoint: '最近的每日检查点',
    key: '日志公钥',
  },
  clauses: {
    changes: (label: string, count: number) => `与 ${label} 版不同的 ${String(count)} 条`,
    all: (label: string, count: number) => `${label} 版全文，${String(count)} 条`,
    kinds: { same: '未改', changed: '修改', new: '新增', removed: '删除' },
    why: (why: string) => `修改原因：${why}`,
  },
  links: {
    intro: '让公司以外的审计人员只读查证指定的制度和日期。链接只在第一次打开它的浏览器里有效，随时可以结束。',
    create: '生成链接',
    name: '接收方',
    namePlaceholder: '例如 会计师事务所',
    policies: '可查的制度',
    fromDay: '可查的第一天',
    toDay: '可查的最后一天',
    toDayHint: '可以晚于今天',
    days: '链接有效天数',
    daysHint: (most: number) => `最多 ${String(most)} 天`,
    createdTitle: '链接已生成',
    createdHint: '只显示这一次，请现在复制并发给对方。请不要自己打开：链接只在第一次打开它的浏览器里有效。',
    confirmCopied: '已复制，关闭',
    none: '还没有外部查证链接',
    noneHint: '需要外部审计人员自行查证时再生成。',
    columns: {
      name: '接收方',
      policies: '制度',
      days: '可查日期',
      opened: '打开',
      views: '查看次数',
      ends: '到期或结束',
      createdBy: '生成人',
    },
    states: { waiting: '未打开', open: '使用中', expired: '已到期', ended: '已结束' },
    span: (from: string, to: string) => `${wholeDay(from)}至 ${wholeDay(to)}`,
    opened: (when: string, used: Device) => `${when}，${device(used)}`,
    notOpened: '未打开',
    endedBy: (when: string, who: string) => `${when} ${who}结束`,
    endedByRole: '生成人已无此权限',
    end: '结束链接',
    endTitle: (name: string) => `结束给“${name}”的链接？对方会立即无法查看`,
    invalid: '请检查这一项',
    fieldErrors: {
      'text.required': '请填写',
      'text.too_long': '最多 40 个字',
      'text.unseen_signs': '含有不可见的字符，请重新输入',
      too_small: '请选择或填写',
      too_big: '最多 30 天',
      invalid_type: '请填写整数',
      invalid_format: '请选择日期',
      'day.unknown': '请选择日期',
      'link.unknown_policy': '制度不存在或还没发布',
      'link.days_reversed': '最后一天早于第一天',
      'link.day_ahead': '第一天不能晚于今天',
    } as Readonly<Record<string, string>>,
  },
}
export default messages
