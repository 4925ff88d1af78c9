const step = (act: string) => `电脑打开企业微信管理后台，进“通讯录”，找到该成员，${act}。`

/** What people do with an account in the console, where the app may not. */
export const manualAccount = {
  name: '姓名',
  userid: '企业微信账号',
  hint: '通讯录由人事软件或目录服务维护的，请在那里处理。核对到变化后自动完成。',
  disabling: { title: '请在管理后台停用账号', step: step('点“禁用”并确认') },
  enabling: { title: '请在管理后台恢复账号', step: step('点“启用”') },
  deleting: { title: '请在管理后台删除账号', step: step('点“删除”并确认') },
}
