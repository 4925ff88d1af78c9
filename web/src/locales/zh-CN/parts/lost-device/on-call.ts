/** Messages of the on-call roster. */
export const onCallMessages = {
  intro: '无人处理或锁定失败时，按此顺序通知。请保证 24 小时有人值班。',
  hours: (from: number, to: number) => (from % 24 === to % 24 ? '全天' : `${String(from)}:00 至 ${String(to)}:00`),
  gaps: (hours: string) => `无人值班时段：${hours}`,
  sameHour: '起止时间相同表示全天。',
  covered: '24 小时均有人值班',
  empty: '尚未设置值班人员。目前只联系运维角色，上报页面没有可拨打的电话。',
  add: '添加值班人员',
  pick: '值班人员',
  phone: '电话',
  from: '开始时间',
  to: '结束时间',
  addAction: '添加',
  remove: (name: string) => `移除${name}`,
  up: (name: string) => `上移${name}`,
  creator: '企业微信创建者',
  creatorHint: '应用无法锁定创建者，上报其设备丢失时会提示。',
  creatorNone: '尚未填写',
  setCreator: '设为创建者',
  unnamed: (userid: string) => `账号 ${userid}（应用无法读取姓名）`,
  saved: '已保存',
  phoneFormat: '请填写电话号码，只含数字、空格和短横',
}

/** Messages of WeCom's second factor. */
export const secondFactorMessages = {
  passed: '验证通过',
  passedHint: '请返回企业微信继续使用。',
  refused: '账号已报丢失，无法进入',
  refusedHint: '手机在你手上：请部门管理员当面或电话核实，再由运维解锁。',
  stale: '验证已过期',
  staleHint: '请返回企业微信重新打开。',
  again: '请重新打开企业微信',
  againHint: '签收已生效，但验证超过 5 分钟。请返回企业微信重新打开。',
  busy: '当前验证人数较多',
  busyHint: '排队超时，请返回企业微信重新打开。',
  unavailable: '暂时无法连接企业微信',
  unavailableHint: '请稍后重新打开。',
  wecomRefused: '企业微信未完成验证',
  wecomRefusedHint: (errcode: number) =>
    `请稍后返回企业微信重新打开。仍无法进入时，请联系企业微信管理员，并告知错误码 ${String(errcode)}。`,
}
