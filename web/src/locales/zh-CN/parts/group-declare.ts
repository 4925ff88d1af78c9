import type { DeclineReason } from '@desk/shared/groups/decline-reasons'

/** Why it is not accepted. */
export const declineReasons = {
  not_ours: '不是本部门的群',
  not_needed: '不需要单独的群',
  join_existing: '已有类似的群',
  other: '其他',
} satisfies Record<DeclineReason, string>

/** What the page says on which an owner declares a group made by hand. */
export const declare = {
  intro: '在企业微信里手工建的群，登记一下，一分钟。应用读不到它，要改的会列成清单给你。',
  name: '群名',
  nameEmpty: '写企业微信里的群名',
  deputyHint: '可不选；选了，部门确认后会通知这位成员',
  noDeputy: '不设副群主',
  badField: '这一项有误',
  errors: {
    'text.unseen_signs': '里面有看不见的字符，删掉后重新输入',
    'text.too_long': '太长了，删短一些',
    'reason.empty': '请填写',
    'group.member_gone': '有人已经离开，去掉后再提交',
    'group.deputy': '副群主要从在职成员里选，不能是合作方',
  } as Readonly<Record<string, string>>,
  submit: (count: number) => `登记，共 ${String(count)} 人`,
  done: '登记好了',
}
