/** Names of the messages about account closings. */
export const closingNotices = {
  'closing.opened': '离职开始办理，发给部门管理员',
  'closing.clean': '请离职成员确认清理',
  'closing.offered': '请接手事项，发给接手人',
  'closing.declined': '拒绝接手，发给部门管理员和人事',
  'closing.heir_gone': '接手人变动，发给部门管理员和人事',
  'closing.blocked': '到期未停用，发给人事和运维负责人',
  'closing.cancelled': '离职办理取消',
  'closing.confirm': '立即停用待确认，发给第二人',
  'closing.by_hand': '需到管理后台处理，发给管理部门',
  'closing.disabled': '账号已停用，发给人事和管理部门',
  'closing.enabled_outside': '账号在别处被启用',
  'closing.enabled': '账号已恢复',
  'closing.deletion': '待确认删除，发给管理部门',
  'closing.deleted': '账号已删除',
  'closing.gone': '账号在别处被删除',
}
