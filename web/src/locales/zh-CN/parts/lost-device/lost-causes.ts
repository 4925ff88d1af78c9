/** Texts of error causes, by code. */
export const lostCauses: Readonly<Record<string, string>> = {
  no_contacts_secret: '应用没有通讯录权限，请在管理后台手动停用',
  '48002': '应用没有通讯录权限，请在管理后台手动停用',
  '60011': '应用没有通讯录权限，请在管理后台手动停用',
  '60111': '企业微信中读取不到该账号',
  unlock_by_hand: '应用无法解锁，请在管理后台“通讯录”中启用该成员，核对到已启用后自动完成',
  timeout: '企业微信未响应，正在重试',
  dropped: '企业微信未响应，正在重试',
  bad_answer: '企业微信的响应无法识别，正在重试',
  paused: '消息发送已暂停，账号尚未锁定，请运维恢复发送',
  internal: '程序出错，正在重试',
  unanswered: '一天内无人处理',
  card: '在卡片上驳回',
  lost_again: '再次上报丢失',
  opened: '随解锁恢复',
}
