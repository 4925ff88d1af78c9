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
