/** The list of closed cases. */
export const closedCases = {
  search: '姓名、拼音或编号',
  find: '查找',
  none: '没有符合条件的记录',
  noneHint: '可按姓名、拼音或案件编号查找。还没办结的，在“手机丢失处理”里。',
  ended: (time: string) => `${time}结束`,
  isFalse: '误报',
  all: '已结束的案件',
}
