/** Why WeCom has not done it; anything else is said by its code. */
export const lostCauses: Readonly<Record<string, string>> = {
  no_contacts_secret: '应用没有通讯录权限，要到管理后台手动停用',
  '48002': '应用没有通讯录权限，要到管理后台手动停用',
  '60011': '应用没有通讯录权限，要到管理后台手动停用',
  '60111': '企业微信里读不到这个账号',
  unlock_by_hand: '应用解不了锁，请到管理后台“通讯录”里启用这个人。读到已启用，这里会自己办好',
  timeout: '企业微信没有回应，还在试',
  dropped: '企业微信没有回应，还在试',
  bad_answer: '企业微信的回应读不懂，还在试',
  paused: '消息发送已暂停，指令尚未发出。请运维恢复发送',
  internal: '这边出了错，还在试',
  unanswered: '一天没有人处理',
  card: '在卡片上驳回',
  lost_again: '又报了丢失',
  opened: '随解锁恢复',
}
