import type { BundleFaultCode } from '@desk/shared/evidence/bundle/faults'
import type { LoggedBefore, VerifiedBundle } from '@desk/shared/evidence/bundle/verify-bundle'
import type { ProofFault } from '@desk/shared/evidence/tlog-proof'
import { causesOfDifference, type CommittedState } from '@desk/shared/policies/roster'
import { exact, zoneName } from './parts/exact.ts'
import { wholeDay } from './parts/phrases.ts'

const states: Record<CommittedState, string> = {
  signed: '已签',
  pending: '待签',
  overdue: '逾期',
  questioned: '有疑问',
  undelivered: '未送达',
  exempt: '豁免',
  excluded: '不计入',
  signed_earlier: '已签旧版，仍有效',
  lapsed: '曾签，须重签',
}

const faults: Record<BundleFaultCode, string> = {
  zip_unreadable: '压缩包打不开，或不完整',
  file_missing: '缺少文件',
  file_unlisted: '多出清单里没有的文件',
  file_changed: '文件内容与清单不一致',
  file_malformed: '文件格式有误或被截断',
  key_malformed: '日志公钥格式有误',
  key_unexpected: '文件里的公钥与你填写的公钥不同',
  origin_differs: '日志名称不一致',
  tree_size_differs: '清单中的日志条数与检查点不同',
  checkpoint_malformed: '检查点格式有误',
  checkpoint_unsigned: '检查点没有这把公钥的签名',
  checkpoint_wrong_signature: '检查点的签名不正确',
  record_malformed: '记录格式有误',
  record_twice: '同一条记录出现两次',
  record_out_of_order: '记录没有按日志的顺序排列',
  record_without_proof: '记录没有对应的证明',
  proof_without_record: '证明没有对应的记录',
  proof_malformed: '证明格式有误',
  record_not_in_log: '记录不在日志中，或被修改过',
  record_back_dated: '记录的时间早于不含它的检查点，时间被提前',
  records_dropped_or_added: '记录与导出时登记的数量或内容不同，有删减或添加',
  export_missing: '缺少登记这次导出的最后一条记录',
  export_differs: '导出信息与日志中登记的不同',
  anchor_malformed: '历史检查点格式有误',
  anchor_wrong_signature: '历史检查点的签名不正确',
  anchor_back_dated: '历史检查点的时间早于它包含的记录，时间被提前',
  anchor_not_in_log: '历史检查点与现在的日志对不上，日志被改写过',
  anchors_dropped_or_added: '历史检查点有删减或添加',
  roster_missing: '缺少名单',
  roster_not_logged: '名单没有登记在日志中',
  roster_line_malformed: '名单中有一行格式有误',
  roster_person_twice: '同一人在名单中出现两次',
  roster_size_differs: '名单人数与登记的不同，有删减或添加',
  roster_counts_differ: '名单各状态的人数与登记的不同',
  roster_root_differs: '名单内容与登记的不同',
  roster_out_of_scope: '名单的制度或日期与导出范围不同',
  signature_missing: '名单上已签的人没有签收记录',
  signature_of_unsigned: '名单上未签的人有签收记录',
  signature_after_roster: '签收记录晚于名单',
  signature_record_differs: '签收内容与日志中的记录不同',
  person_differs: '姓名与名单中的承诺值不符',
  person_unknown: '人员不在名单或记录中',
  exemption_missing: '名单上豁免的人没有豁免记录',
  text_changed: '制度文本与签收时不同',
  text_missing: '缺少签收所指的制度文本',
  text_of_other_policy: '签收所指的文本属于另一份制度',
  text_of_other_version: '签收所指的文本与同一版的其他签收不同，或属于另一版',
  text_not_in_force: '签收所指的文本不是这一版生效时登记的文本',
  kept_anchor_malformed: '你保存的检查点格式有误',
  kept_anchor_other_log: '你保存的检查点属于另一份日志，请向管理部门询问日志为何重新开始',
  kept_anchor_wrong_signature: '你保存的检查点签名不正确',
  kept_anchor_newer: '你保存的检查点比文件新，请用更新的导出文件核对',
  kept_anchor_unlisted:
    '你保存的检查点不在文件的历史检查点中。文件只列每天发出的和以前导出的签收证据里的检查点，另外得到的请管理员用 audit -- verify --anchor 与数据库比较',
  kept_anchor_differs: '你保存的检查点与文件不一致，日志被改写过',
}

const proofFaults: Record<ProofFault | 'key_missing' | 'key_malformed', string> = {
  malformed: '凭证证明格式有误或被截断',
  unsigned: '检查点没有这把公钥的签名',
  wrong_signature: '检查点的签名不正确',
  wrong_origin: '检查点不是这把公钥所属的日志',
  not_included: '记录不在日志中，或被修改过',
  key_missing: '核对单个凭证需要日志公钥：填写在下方“你另外保存的”里，再核对',
  key_malformed: '填写的公钥格式有误，应为一行：名称+编号+内容',
}

const time = (instant: string): string => `${exact(instant)}（${zoneName()}）`

const countsText = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${states[state as CommittedState] ?? state} ${String(count)}`)
    .join('，')

const verify = {
  title: '核对证据',
  intro:
    '核对从企微自助导出的签收证据，或单个凭证的证明。文件只在这个浏览器里读取，不会上传；页面打开后可以断开网络再核对。',
  choose: '选择文件，或拖到这里',
  chooseHint: '签收证据（.zip）或凭证证明（.txt）',
  busy: '正在核对',
  failed: '文件读取失败，请重新选择',
  known: '你另外保存的',
  knownHint: '填上以后才能发现整个日志被换掉：公钥和检查点应来自这个文件以外，例如审计人员每天收到的消息。',
  key: '日志公钥',
  keyHint: '一行，名称+编号+内容',
  anchor: '选择以前保存的检查点',
  anchorHint: '审计人员每天收到的检查点消息，存成文本文件',
  anchorChosen: (name: string) => `检查点：${name}`,
  again: (name: string) => `重新核对 ${name}`,
  otherWays: '不用这个页面核对',
  otherWaysText:
    '这个页面由被核对的公司提供。要求更高时，请用发行包里的 verify.mjs 在自己的电脑上核对，或按 docs/evidence.md 自行编写核对程序。',
  titles: {
    bundle: '核对通过',
    signed: '签名有效，没有与检查点比较',
    alone: '文件前后一致，来源未核对',
    proof: '签名有效：记录在日志中',
    fault: '核对不通过',
    unknown: '不能识别这个文件',
  },
  unknown: '请选择从企微自助导出的签收证据（.zip）或凭证证明（.txt）',
  alone: '没有与你另外保存的公钥或检查点比较。任何人都可以用自己的公钥做出这样的文件，请在下面填写后重新核对。',
  signed: '只与公钥比较过。私钥的持有者可以另做一份日志，请在下面选择以前保存的检查点，再重新核对。',
  notProven:
    '能确认的：记录都在这把公钥签过的日志中，名单、签收、姓名和文本与记录一致，导出后没有改动、删减或添加；比较过检查点的，那以前的日志也没有改写。不能确认的：是否本人操作；签收的时间，它以服务器时钟为准；导出时名单、豁免和签收记录是否属实、齐全；report.html 写的与记录是否一致，它只供阅读；别人看到的是不是同一份日志，这要互相比较检查点。',
  proofNotProven:
    '能确认的：这条记录在这把公钥签过的日志中。不能确认的：是否本人操作；时间，它是服务器写下的，检查点没有时间，时间被提前的记录在这里也会通过；签收的是谁、哪份文本；私钥的持有者是否另做过一份日志。这些要用签收证据（.zip）和你保存的检查点核对。',
  labels: {
    fault: '第一处错误',
    place: '位置',
    about: '涉及',
    code: '错误代码',
    origin: '日志',
    entry: '序号',
    at: '服务器时间',
    content: '记录',
    contains: '内容',
    roster: '名单',
    earlier: '那天以前登记的名单',
    checkpoint: '检查点',
    anchors: '历史检查点',
    kept: '保存的检查点',
    key: '公钥',
    vkey: '文件中的公钥',
    made: '导出',
    sha256: 'SHA-256',
  },
  time,
  list: '保存签收名单（CSV）',
  listFile: '签收名单.csv',
  listColumns: [
    ...['姓名', '账号', '代号', '名单上的状态', '制度编号', '版本', '版本编号', '签收时间（UTC）', '日志序号，从 0 起'],
    ...['签收编号', '最早含它的历史检查点', '该检查点的时间（UTC）'],
  ],
  state: (state: string) => states[state as CommittedState] ?? state,
  between: '，',
  place: (file: string, line: number | null) => (line === null ? file : `${file} 第 ${String(line)} 行`),
  entry: (index: number, size: number) => `第 ${String(index + 1)} 条，共 ${String(size)} 条`,
  contains: ({ records, signatures, people, texts }: VerifiedBundle) =>
    `${String(records)} 条记录，其中签收 ${String(signatures)} 条；${String(people)} 人的姓名；${String(texts)} 份制度文本`,
  roster: ({ day, counts, loggedAt }: VerifiedBundle['rosters'][number]) =>
    `${wholeDay(day)}：${countsText(counts)}，${time(loggedAt)} 写入日志`,
  earlier: ({ loggedAt, counts, hasSameLines }: LoggedBefore) =>
    hasSameLines
      ? `${time(loggedAt)} 登记，内容相同`
      : `${time(loggedAt)} 登记，内容不同：${countsText(counts)}。姓名有变更，或${causesOfDifference.zh}，请询问原因`,
  checkpoint: (origin: string, size: number) => `${origin}，共 ${String(size)} 条`,
  anchors: (anchors: number, timestamps: number) =>
    anchors === 0
      ? '文件中没有'
      : `${String(anchors)} 个都在日志中${timestamps === 0 ? '' : `，其中 ${String(timestamps)} 个附有时间戳，本页没有核对`}`,
  keptCompared: ({ keptAt, keptSignatures, signatures }: VerifiedBundle) => {
    const sent =
      keptAt === null
        ? '它就是文件里的 checkpoint.txt，如果取自这个文件，等于没有比较'
        : `文件称它于 ${time(keptAt)} 发出，请与你收到消息或文件的时间比较`
    const contained =
      keptSignatures === signatures
        ? `${String(signatures)} 条签收都在它之内`
        : `${String(signatures)} 条签收中有 ${String(keptSignatures)} 条在它之内，其余在它之后写入，何时签收只凭私钥持有者的说法`
    return `与你保存的检查点一致。${contained}。${sent}`
  },
  keptNotCompared: '没有比较',
  keptNotInProof: '没有比较，单个凭证无法与检查点比对，请核对导出文件',
  keyCompared: '与你填写的公钥相同',
  keyNotCompared: '没有比较，用的是文件中的公钥',
  faults,
  proofFaults,
}
export default verify
