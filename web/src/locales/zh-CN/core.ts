import type { PageName } from '@desk/shared/pages/page-table'
import { errors, problem } from './parts/failures.ts'
import { home, lists } from './parts/home.ts'
import { kinds } from './parts/kinds.ts'
import { between, clause, day, decision, fields, inPlaceOf, names } from './parts/phrases.ts'
import { widgets } from './parts/widgets.ts'
import { progress, states } from './parts/request-states.ts'

const titles = {
  home: '企微自助',
  requests: '我的申请',
  approvals: '待我审批',
  request: '申请',
  'info-change': '改我的信息',
  'group-create': '申请建群',
  'group-resubmission': '修改建群申请',
  groups: '群',
  group: '群',
  'group-declare': '登记手工建的群',
  'settings-groups': '群的命名规则',
  resubmission: '修改并重新提交',
  delegations: '请假代理',
  settings: '设置',
  'settings-roles': '角色与授权',
  'settings-check': '自检',
  'settings-api-keys': '接口密钥',
  'settings-outbox': '消息发送',
  'settings-calendar': '日历与静默时段',
  'settings-texts': '消息文案',
  'settings-fields': '可改的信息',
  'request-sheet': '手动修改单',
  policies: '要签的制度',
  policy: '阅读与签收',
  receipts: '我的凭证',
  receipt: '签收凭证',
  'policy-board': '签收进度',
  'policy-people': '签收名单',
  'settings-policies': '制度',
  'policy-edit': '制度编写',
  'settings-partners': '外部合作人员',
  'settings-directory': '通讯录健康',
  audit: '审计记录',
  me: '我的',
  'my-sessions': '我的登录',
  'claim-ops': '成为运维',
  panel: '登录',
  'my-data': '我的数据',
  privacy: '隐私说明',
  'lost-device': '手机丢了',
  'lost-case': '手机丢失',
  'lost-board': '处理中的丢失',
  guardians: '守护人',
  'settings-on-call': '值班电话',
  'second-factor': '二次验证',
  refusal: '企微自助',
  'not-found': '没有这一页',
  error: '出错了',
} satisfies Record<PageName, string>

export const zhCn = {
  titles,
  fields,
  kinds,
  names,
  between,
  inPlaceOf,
  clause: (id: string) => `依据 ${clause(id)}`,
  day,
  was: '原为',
  becomes: '改为',
  empty: '（空）',
  decision,
  partlyDone: '部分生效',
  states,
  home,
  progress,
  lists,
  problem,
  widgets,
  errors,
}

/** What every language must say. */
export type Words = typeof zhCn

export default zhCn
