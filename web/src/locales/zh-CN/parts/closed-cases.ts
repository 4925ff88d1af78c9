/** The list of closed cases. */
export const closedCases = {
  search: '姓名、拼音或编号',
  find: '查找',
  none: '没有符合条件的记录',
  noneHint: '可以输入姓名、拼音或案件编号；处理中的在“处理中的手机丢失”。',
  ended: (time: string) => `${time}结束`,
  isFalse: '误报',
  all: '已结束的案件',
}
