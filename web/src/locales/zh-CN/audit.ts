import { fileHint } from './parts/clause-hints.ts'
import { roleNames } from './parts/role-names.ts'
import type { LogBreak } from '@desk/shared/audit/audit-schemas'
import { moment, names } from './parts/phrases.ts'
import { auditWords } from './parts/audit-words.ts'
import { auditActions } from './parts/audit-actions.ts'
import { auditDetails } from './parts/audit-details.ts'
import { lostEvents } from './parts/lost-events.ts'

const kept = { database: '数据库中', beside_key: '密钥旁', file: '留存' } as const

const audit = {
  back: '回首页',
  intro: '操作记录只增不改，每天将校验值发送给审计人员保存。时间为北京时间。',
  chain: '存证日志',
  root: '最近一次存证的校验值',
  protectedUpTo: (size: number, at: string) => `前 ${String(size)} 条，${at} 已存证`,
  noAnchor: '尚未存证',
  tail: (rows: number) => (rows === 0 ? '此后无新记录' : `此后 ${String(rows)} 条，待下次存证`),
  tailTooOld: '超过一天未存证，请在自检中查看原因。',
  verify: '验证',
  verifying: '正在验证',
  intact: (rows: number) => `验证通过，共 ${String(rows)} 条。`,
  broken: (broken: LogBreak): string => {
    switch (broken.kind) {
      case 'row_changed':
        return `第 ${String(broken.seq)} 条被修改`
      case 'row_missing':
        return `第 ${String(broken.seq)} 条缺失`
      case 'row_added':
        return `第 ${String(broken.seq)} 条为后来添加`
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
  actor: '谁',
  actorHint: '姓名、拼音或首字母，含对其所做的操作',
  action: '做了什么',
  actionHint: '例如 收回、催办、导出',
  actionMatches: (labels: readonly string[], count: number) =>
    labels.length < count ? `${names(labels)}等 ${String(count)} 种` : names(labels),
  actionNone: '没有这样的操作，换一个词',
  object: '对象',
  objectCode: '对象编号（选填）',
  code: '操作代码',
  objectId: '对象编号',
  open: '展开',
  of: (name: string, of: string) => `${name}，${of}`,
  objects: {
    audit: '审计记录',
    console: '管理后台',
    database: '数据库',
    directory: '通讯录',
    lost_devices: '丢失设备',
    ops_lead: '运维主管',
    outbox: '消息发送',
    policies: '制度',
    proposals: '待确认的管理员',
    'directory.feed': '通讯录的另一写入方',
    'groups.rules': '群命名规则',
    'incidents.contact': '上报的独立联系人',
    'info_change.fields': '可修改的信息',
    'lost_device.duty': '值班电话',
    'notices.quiet_hours': '静默时段',
    'outbox.paused': '暂停发送',
    'partners.mark': '外部合作人员的标记',
    'policies.gate': '登录前签收',
    'roles.leaders_need_confirmation': '部门负责人经确认后才能审批',
    'roles.separate_duties': '审计不能兼任运维或合规',
  },
  /** Objects that have no page of their own, by the prefix of their id. */
  objectKinds: {
    acb: '入职名单',
    aco: '入职',
    alk: '外部查证链接',
    att: '申请附件',
    cfc: '信息核对',
    cfn: '信息核对',
    cls: '离职办理',
    dlg: '代理审批',
    dpr: '离职报告',
    exm: '豁免',
    faq: '常见问题',
    fbk: '反馈',
    grr: '违规反映',
    grt: '角色',
    hov: '交接',
    inc: '上报',
    key: '接口密钥',
    pfl: '制度附件',
    pov: '制度版本',
    psn: '签收人',
    que: '疑问',
    ros: '应签名单',
    ses: '登录',
  },
  in: (department: string) => `（${department}）`,
  roleNames,
  system: '自动',
  from: '开始日期',
  to: '结束日期',
  apply: '查看',
  clear: '清空',
  invalid: '只能用字母、数字和 . : _ - @',
  rows: '审计记录',
  seq: '序号',
  at: '时间',
  moment,
  details: '详情',
  none: '没有符合条件的记录',
  noneHint: '放宽日期，或清除姓名和操作后再查找。',
  export: '导出',
  exportHint: '按当前筛选导出，导出会记入审计。链接 1 分钟内有效，只能打开一次。',
  csv: '表格（CSV）',
  html: '网页（未独立核对）',
  ready: '已准备好，请点下方链接下载',
  download: '下载',
  fileHint,
}

// Events of lost-device cases are audited like other changes of requests.
const lost = Object.entries(lostEvents).map(([type, label]) => [`request.${type}`, label] as const)

export default {
  ...audit,
  codes: { actions: { ...auditActions, ...Object.fromEntries(lost) }, words: auditWords, details: auditDetails },
}
