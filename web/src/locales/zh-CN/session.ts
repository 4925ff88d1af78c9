import type { Device } from '@desk/shared/identity/parse-user-agent'
import type { SignInRefusal } from '@desk/shared/pages/page-schemas'

const clients: Record<Device['client'], string> = {
  wecom: '企业微信',
  chrome: 'Chrome',
  edge: 'Edge',
  firefox: '火狐',
  safari: 'Safari',
  other: '浏览器',
}
const systems: Record<Device['system'], string> = {
  android: '安卓手机',
  ios: '苹果手机',
  windows: 'Windows 电脑',
  mac: '苹果电脑',
  linux: 'Linux 电脑',
  other: '未知设备',
}

const me = {
  back: '回首页',
  mine: '我的',
  sessions: '登录管理',
  groups: '我的群',
  display: '显示',
  care: '关怀模式',
  careHint: '更大的文字和按钮',
  dark: '深色',
  language: '语言',
  otherLanguage: 'English',
  signOut: '退出登录',
  signOutHint: '只退出本机。从企业微信再次打开时会自动登录。',
  signedOut: '已退出登录',
  signedOutHint: '未提交的草稿保留在本机，仅你登录后可见。',
  signIn: '重新登录',
}

const sessions = {
  back: '回“我的”',
  intro: '以下设备已登录你的企微自助，如有不认识的，请结束登录。',
  device: ({ client, system }: Device) => `${clients[client]} · ${systems[system]}`,
  current: '本机',
  network: (net: string) => (net === 'unknown' ? '网络未知' : `网络 ${net}`),
  since: (time: string) => `登录于 ${time}`,
  used: (time: string) => `最近使用 ${time}`,
  elsewhere: '异地使用',
  elsewhereHint: (device: string, time: string) =>
    `${time} 起，${device} 也使用了此登录。如非本人，请结束登录并联系运维。`,
  end: '结束',
  endTitle: '结束登录',
  endHint: '该设备将退出登录。从该设备的企业微信再次打开时会自动登录。',
  endLock: '担心被他人使用，请锁定账号',
  endOthersTitle: (count: number) => `结束其他 ${String(count)} 个登录？`,
  endOne: (device: string) => `结束 ${device} 的登录`,
  showAll: (count: number) => `显示全部 ${String(count)} 个登录`,
  endOthers: (count: number) => `结束其他 ${String(count)} 个登录`,
  onlyThis: '仅本机已登录。',
  ended: '已结束',
}

const panel = {
  title: '用企业微信登录',
  intro: '请用手机企业微信扫码；电脑已打开企业微信时，点按即可登录。',
  frame: '企业微信登录',
  plain: '用企业微信扫码登录',
  plainHint: '如未显示二维码，请从这里登录。',
  unavailable: '登录面板无法打开，请用下方链接登录。',
  /** Codes of the panel (doc 98152). */
  failures: {
    '-31020': '这个网址不在应用的可信域名里，请管理员在企业微信后台检查网页授权',
    '-31039': '这个网址不在应用的可信域名里，请管理员在企业微信后台检查网页授权',
    '-31027': '企业 ID 有误，请管理员检查服务设置',
    '-31028': '应用 ID 有误，请管理员检查服务设置',
    '-31033': '浏览器拦截了登录面板，请用下方链接登录',
    '-31035': '缺少返回地址，请管理员检查服务设置',
    '-31037': '应用还没有开通企业微信授权登录，请管理员在后台开通',
    '-31040': '登录方式有误，请管理员检查服务设置',
  } as Readonly<Record<string, string>>,
  failed: (code: number) => `登录面板出错（${String(code)}），请用下方链接登录`,
}

const claim = {
  back: '回首页',
  intro: '尚无运维负责人。服务启动时控制台会显示 8 位口令，30 分钟内有效，输入后你将成为运维负责人。',
  code: '控制台口令',
  codeHint: '例如 K7Q2-91FD，不区分大小写',
  missing: '请输入控制台上的 8 位口令',
  submit: '成为运维负责人',
  done: '你已成为运维负责人',
  doneHint: '请在设置中授予其他角色，并指定第二位负责人。',
  toSettings: '打开设置',
}

const refusal = {
  titles: {
    outsider: '你还不是企业成员',
    disabled: '账号已停用',
    not_activated: '账号尚未激活',
    left: '账号不在通讯录中',
    out_of_range: '应用未对你开放',
    code_used: '登录链接已使用',
    state_missing: '登录未完成',
    state_foreign: '请在本机重新登录',
    state_old: '登录超时',
    other_person: '登录账号不一致',
    wecom_unavailable: '暂时无法连接企业微信',
    busy: '当前登录人数较多',
    locked: '账号已报丢失',
  } satisfies Record<SignInRefusal, string>,
  what: {
    outsider: '你的微信还不是公司企业微信的成员。',
    disabled: '你的企业微信账号已停用，无法登录。',
    not_activated: '公司已创建你的账号，请先在企业微信中激活。',
    left: '企业微信中找不到你的账号。',
    out_of_range: '应用的可见范围不含你的部门。',
    code_used: '每个登录链接只能使用一次，后退或刷新会重复使用。',
    state_missing: '缺少登录凭据，链接可能被复制过。',
    state_foreign: '为保障账号安全，登录须从本机发起。',
    state_old: '登录须在 5 分钟内完成。',
    other_person: '此步骤需确认为本人，但企业微信返回的是另一个账号。',
    wecom_unavailable: '暂时无法向企业微信确认你的身份，请稍后再试。',
    busy: '排队超时，账号没有问题。',
    locked: '有人上报此账号的手机丢失，已下达锁定指令，无法登录。',
  } satisfies Record<SignInRefusal, string>,
  todo: {
    outsider: ['刚入职：人事通常当天创建账号，届时你会收到邀请', '使用个人微信：请从企业微信工作台打开'],
    disabled: ['手机曾丢失：找回后请管理员解锁', '原因不明：请将求助码告诉信息部'],
    not_activated: ['打开企业微信，按邀请激活账号', '未收到邀请：请人事重新发送'],
    left: ['在职：请将求助码告诉人事或信息部'],
    out_of_range: ['请部门管理员把你的部门加入应用可见范围'],
    code_used: ['点“再试一次”，无需密码'],
    state_missing: ['点“再试一次”，重新登录'],
    state_foreign: ['点“再试一次”，在本机登录'],
    state_old: ['点“再试一次”，重新登录'],
    other_person: ['请用你本人的企业微信再试一次', '更换账号：请先在“我的”中退出登录'],
    wecom_unavailable: ['稍后点“再试一次”', '仍不成功：请将求助码告诉信息部'],
    busy: ['几秒后点“再试一次”', '仍不成功：请将求助码告诉信息部'],
    locked: ['手机在你手上：请部门管理员当面或电话核实，再由信息部解锁', '紧急：请拨打值班电话'],
  } satisfies Record<SignInRefusal, readonly string[]>,
  safe: '你尚未登录。求助时请提供求助码 ',
  unchanged: '原登录不受影响，操作未执行。求助码 ',
  stop: '。',
  retry: '再试一次',
}

export default { me, sessions, panel, claim, refusal }
