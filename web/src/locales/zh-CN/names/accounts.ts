/** Names of the messages about accounts. */
export const accountNames = {
  'partner.ending': '合作快到期，发给对接人',
  'partner.no_sponsor': '合作人员没有对接人，发给人事',
  'partner.unregistered': '合作人员待登记，每天发给人事',
  'partner.disabled': '合作到期已停用，发给对接人和人事',
  'partner.enabled_outside': '合作到期后账号在别处被启用，发给人事',
  'partner.disable_by_hand': '待手动停用，发给管理部门',
  'partner.enable_by_hand': '待手动启用，发给管理部门',
  'console.created': '后台新增成员，发给人事和管理部门',
  'console.changed': '后台更改成员，发给人事和管理部门',
  'console.deleted': '后台删除成员，发给人事和管理部门',
  'console.setup': '后台改动应用设置，发给管理部门',
  'departure.reported': '部门报告已离职，发给人事',
  'departure.answered': '核实仍在职，发给报告人',
}
