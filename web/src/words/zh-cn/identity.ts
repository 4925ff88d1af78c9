import type { Device } from '@desk/shared/identity/device-of'

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

export const me = {
  back: '回首页',
  mine: '我的',
  sessions: '我的登录',
  groups: '我的群',
  display: '显示',
  care: '关怀模式',
  careHint: '字大、按钮大、一屏说一件事',
  dark: '深色',
  language: '语言',
  otherLanguage: 'English',
  signOut: '退出登录',
  signOutHint: '只退出这台设备。从企业微信再点进来，会自动登录。',
  signedOut: '已退出登录',
  signedOutHint: '没提交的草稿还在这台设备上，只有你登录后看得到。',
  signIn: '重新登录',
}

export const sessions = {
  back: '回“我的”',
  intro: '这些地方现在能用你的身份打开企微自助。不认得的，结束它。',
  device: ({ client, system }: Device) => `${clients[client]} · ${systems[system]}`,
  current: '这台',
  network: (net: string) => (net === 'unknown' ? '网络未知' : `网络 ${net}`),
  since: (time: string) => `登录于 ${time}`,
  used: (time: string) => `最近用过 ${time}`,
  elsewhere: '别处用过',
  elsewhereHint: (device: string, time: string) =>
    `${time} 起，${device} 也用过这个登录。不是你，就结束它，再报给运维。`,
  end: '结束',
  endTitle: '结束这个登录',
  endHint: '那台设备要重新登录才能再打开。',
  endOne: (device: string) => `结束 ${device} 的登录`,
  showAll: (count: number) => `显示全部 ${String(count)} 个登录`,
  endOthers: (count: number) => `结束其他 ${String(count)} 个登录`,
  onlyThis: '只有这台设备登录着。',
  ended: '已结束',
}

export const panel = {
  title: '用企业微信登录',
  intro: '用手机上的企业微信扫一扫；电脑上开着企业微信，点一下就行。',
  frame: '企业微信登录',
  plain: '用企业微信扫码登录',
  plainHint: '上面没有出现二维码，从这里登录。',
  unavailable: '登录面板没打开，从下面的链接登录。',
  /** Codes of the panel (doc 98152). */
  failures: {
    '-31020': '这个网址不在应用的可信域名里，请管理员在企业微信后台检查网页授权',
    '-31039': '这个网址不在应用的可信域名里，请管理员在企业微信后台检查网页授权',
    '-31027': '企业 ID 不对，请管理员检查服务的设置',
    '-31028': '应用 ID 不对，请管理员检查服务的设置',
    '-31033': '浏览器挡住了登录面板，从下面的链接登录',
    '-31035': '没有返回地址，请管理员检查服务的设置',
    '-31037': '应用还没有开通企业微信授权登录，请管理员在后台开通',
    '-31040': '登录方式不对，请管理员检查服务的设置',
  } as Readonly<Record<string, string>>,
  failed: (code: number) => `登录面板报了 ${String(code)}，从下面的链接登录`,
}

export const claim = {
  back: '回首页',
  intro: '现在没有人能打开设置。启动服务的人在控制台上看到一个 8 位的码，30 分钟内有效，输入它，你就是运维。',
  code: '控制台上的码',
  codeHint: '例如 K7Q2-91FD，大小写都行',
  missing: '填上控制台上的 8 位码',
  submit: '成为运维',
  done: '你现在是运维',
  doneHint: '接着在设置里授予其他角色，再配好第二个人。',
  toSettings: '打开设置',
}

/** What every language must say about identity. */
export type IdentityWords = {
  me: typeof me
  sessions: typeof sessions
  panel: typeof panel
  claim: typeof claim
}
