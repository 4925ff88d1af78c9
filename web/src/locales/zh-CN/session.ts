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

const sessions = {
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
  endHint: '那台设备上的登录会结束。有人从那台设备的企业微信再点进来，会自动登录。',
  endLock: '怕被别人使用，请锁定账号',
  endOthersTitle: (count: number) => `结束其他 ${String(count)} 个登录？`,
  endOne: (device: string) => `结束 ${device} 的登录`,
  showAll: (count: number) => `显示全部 ${String(count)} 个登录`,
  endOthers: (count: number) => `结束其他 ${String(count)} 个登录`,
  onlyThis: '只有这台设备登录着。',
  ended: '已结束',
}

const panel = {
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
    '-31027': '企业 ID 有误，请管理员检查服务的设置',
    '-31028': '应用 ID 有误，请管理员检查服务的设置',
    '-31033': '浏览器挡住了登录面板，从下面的链接登录',
    '-31035': '没有返回地址，请管理员检查服务的设置',
    '-31037': '应用还没有开通企业微信授权登录，请管理员在后台开通',
    '-31040': '登录方式有误，请管理员检查服务的设置',
  } as Readonly<Record<string, string>>,
  failed: (code: number) => `登录面板报了 ${String(code)}，从下面的链接登录`,
}

const claim = {
  back: '回首页',
  intro: '现在还没有运维负责人。启动服务的人会在控制台上看到一个 8 位口令，30 分钟内有效。输入后你就是运维负责人。',
  code: '控制台上的码',
  codeHint: '例如 K7Q2-91FD，大小写都行',
  missing: '填上控制台上的 8 位码',
  submit: '成为运维负责人',
  done: '你现在是运维负责人',
  doneHint: '接着在设置里授予其他角色，并指定第二位负责人。',
  toSettings: '打开设置',
}

/** What every language must say about identity. */
const refusal = {
  titles: {
    outsider: '还差一步，才能进来',
    disabled: '账号停用着，进不来',
    not_activated: '账号还没激活',
    left: '账号已经不在通讯录里',
    out_of_range: '这个应用还没对你开放',
    code_used: '这个登录链接用过了',
    state_missing: '登录没走完',
    state_foreign: '登录不是从这台设备开始的',
    state_old: '登录停得太久了',
    other_person: '来的是另一个人',
    wecom_unavailable: '企业微信现在连不上',
    busy: '现在登录的人有点多',
    locked: '这个账号报了丢失',
  } satisfies Record<SignInRefusal, string>,
  what: {
    outsider: '你的微信认出来了，但它还不是公司企业微信的成员。',
    disabled: '企业微信里，你的账号是停用状态，所以不能登录。',
    not_activated: '公司已经给你建好账号，你还没有在企业微信里激活它。',
    left: '企业微信里找不到你的账号。',
    out_of_range: '企业微信认得你，但这个应用的可见范围里没有你的部门。',
    code_used: '每个登录链接只能用一次，后退或刷新会碰到它。',
    state_missing: '回来时缺了登录的凭据，多半是链接被复制过。',
    state_foreign: '为防有人替你登录，只认从这台设备发起的登录。',
    state_old: '登录要在 5 分钟内走完。',
    other_person: '这一步要确认还是你本人，企业微信认出来的却是另一个账号。',
    wecom_unavailable: '没能向企业微信确认你是谁。不是你的问题。',
    busy: '排了几秒，还没轮到你。账号没有问题。',
    locked: '有人报这个账号的手机丢了，锁定指令已经下达，所以不能登录。',
  } satisfies Record<SignInRefusal, string>,
  todo: {
    outsider: ['刚入职：多半今天内就好，人事建好账号，你会收到邀请', '用了个人微信：改从企业微信的工作台进来'],
    disabled: ['刚丢过手机：找回后请管理员解锁', '不清楚为什么：报求助码给信息部'],
    not_activated: ['打开企业微信，按邀请激活账号', '没收到邀请：找人事重发'],
    left: ['还在职：报求助码给人事或信息部'],
    out_of_range: ['请部门管理员把你的部门加进应用范围'],
    code_used: ['点“再试一次”，不用输密码'],
    state_missing: ['点“再试一次”，从头登录'],
    state_foreign: ['点“再试一次”，在这台设备上登录'],
    state_old: ['点“再试一次”，几秒就好'],
    other_person: ['用你自己的企业微信再试一次', '要换人用：先到“我的”里退出登录'],
    wecom_unavailable: ['过一会儿点“再试一次”', '一直不行：报求助码给信息部'],
    busy: ['过几秒点“再试一次”', '一直不行：报求助码给信息部'],
    locked: ['手机在你手上：请部门管理员当面或电话核实，再由信息部解锁', '急用：打值班电话'],
  } satisfies Record<SignInRefusal, readonly string[]>,
  safe: '你没有登录，你的资料一项也没留。只记了一个求助码，找人帮忙时报 ',
  unchanged: '原来的登录没有变，要办的事也没有办。求助码是 ',
  stop: '。',
  retry: '再试一次',
}

export default { me, sessions, panel, claim, refusal }
