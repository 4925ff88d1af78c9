/** Messages of the page that shows whom to call by the code of a case. */
export const help = {
  open: '用案件编号查看进展',
  title: '用案件编号查看',
  found: (code: string) => `案件 ${code}`,
  code: '案件编号',
  hint: '8 位字母和数字，在上报手机丢失后的页面上',
  show: '查看',
  unknown: '没有找到这个编号，或案件已结束',
  limited: '尝试次数过多，请 10 分钟后再试，或直接联系部门管理员',
}
