import type { NameProblem } from '@desk/shared/groups/naming'

/** Returns a sentence on the naming rule that a name breaks. */
export const problemText = (problem: NameProblem): string => {
  switch (problem.code) {
    case 'topic_empty':
      return '请填写事项'
    case 'unseen_sign':
      return `第 ${String(problem.at)} 个字符不可见（${problem.character}），请删除`
    case 'strange_script':
      return `第 ${String(problem.at)} 个字符（${problem.character}）容易混淆，请换成汉字、字母或数字`
    case 'separator_inside':
      return `第 ${String(problem.at)} 个字符是“${problem.character}”，这是分隔符，不能用在这里`
    case 'banned_word':
      return `群名不能包含“${problem.word}”`
    case 'kind_unknown':
      return '该类型已不可用，请换一种'
    case 'too_long':
      return `超出 ${String(problem.over)} 个字，请缩短；超出部分会被企业微信截断`
  }
}

/** Messages of the naming rules page. */
export const settings = {
  intro: '修改只影响以后的申请，已有群名不变。',
  separator: '分隔符',
  separatorHint: '一个字符，不能使用汉字、字母或数字',
  order: '群名的组成',
  saysDepartment: '群名包含部门',
  isTopicFirst: '事项放在最前',
  isTopicFirstHint: '聊天列表约显示 12 个字，事项在前便于区分',
  largeFrom: '需管理部门确认的起始人数',
  largeFromInvalid: (least: number, most: number) => `请填写 ${String(least)} 到 ${String(most)} 之间的整数`,
  banned: '群名禁用词',
  bannedHint: '一行一个',
  templates: '群类型',
  templatesHint: '一行一种：类型，有效月数，是否写期限（写/不写），副群主账号（选填）',
  templatesMissing: '请至少填写一种群类型，例如“专项，3，写”',
  invalidTemplateLine: (line: number) => `第 ${String(line)} 行有误：需包含类型和月数，例如“专项，3，写”`,
  save: '保存命名规则',
  saved: '已保存',
  withExpiry: '写',
  withoutExpiry: '不写',
  example: '群名示例',
  exampleTopic: '来料异常',
  exampleDepartment: '质量部',
}

/** The table of all groups. */
export const registry = {
  columns: {
    name: '群名',
    owner: '群主',
    state: '状态',
    memberCount: '人数',
    createdAt: '登记日期',
    expiresOn: '有效期',
    deputy: '副群主',
    origin: '来源',
  },
  search: '群名、群名拼音或群主',
  state: '状态',
  anyState: '全部状态',
  forever: '长期',
  all: '全公司登记的群，新登记的在前',
  none: '还没有登记的群',
  noneHint: '成员申请建群并获批，或登记手工建的群之后，会列在这里。',
  notFound: '没有符合条件的群',
  notFoundHint: '群名至少输入两个字，拼音至少三个字母；已归档的群请按群主查找。',
  clear: '清除条件',
}
