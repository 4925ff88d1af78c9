import type { DeclineReason } from '@desk/shared/groups/decline-reasons'

/** Reasons for declining a declared group. */
export const declineReasons = {
  not_ours: '不是本部门的群',
  not_needed: '不需要单独的群',
  join_existing: '已有类似的群',
  other: '其他',
} satisfies Record<DeclineReason, string>

/** Messages of the page that declares a manually created group. */
export const declare = {
  intro: '登记在企业微信手工建的群，约 1 分钟。应用无法读取，需要改动时会列出清单。',
  name: '群名',
  nameEmpty: '请填写企业微信中的群名',
  deputyHint: '部门确认后会通知该成员',
  noDeputy: '不设副群主',
  invalidField: '此项有误',
  errors: {
    'text.unseen_signs': '包含不可见字符，请删除后重新输入',
    'text.too_long': '内容过长，请缩短',
    'reason.empty': '请填写',
    'group.member_gone': '有成员已离职，请移除后提交',
    'group.partner_owner': '外部合作人员不能担任群主，请由对接人登记',
    'group.deputy': '副群主须为在职成员，不能是外部合作人员',
  } as Readonly<Record<string, string>>,
  submit: (count: number) => `登记，共 ${String(count)} 人`,
  done: '已登记',
}
