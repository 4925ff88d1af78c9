import type { ErrorCode } from '@desk/shared/errors'
import type { InfoField } from '@desk/shared/requests/kinds/info-change'
import type { RequestState } from '@desk/shared/requests/request-flow'
import type { RefusalReason } from '@desk/shared/requests/reasons'
import type { SignInRefusal } from '@desk/shared/pages/page-schemas'
import { isSameDay, localTime, type PartOfDay } from './time.ts'

const names = (list: readonly string[]): string => list.join('、')

/** `3.3a` on the wire is 3.3① in the policy. */
const clause = (id: string): string => id.replace(/[a-i]$/, (letter) => '①②③④⑤⑥⑦⑧⑨'.charAt(letter.charCodeAt(0) - 97))

const duration = (minutes: number): string => {
  if (minutes < 1) return '不到 1 分'
  if (minutes < 60) return `${String(minutes)} 分`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${String(hours)} 小时${minutes % 60 ? ` ${String(minutes % 60)} 分` : ''}`
  return `${String(Math.floor(hours / 24))} 天${hours % 24 ? ` ${String(hours % 24)} 小时` : ''}`
}

const day = (instant: string, now: string): string => {
  const [at, today] = [localTime(instant), localTime(now)]
  if (isSameDay(at, today)) return `今天 ${at.minutes}`
  const date = `${String(at.month)} 月 ${String(at.day)} 日`
  return at.year === today.year ? `${date} ${at.minutes}` : `${String(at.year)} 年 ${date}`
}

const fields: Record<InfoField, string> = { position: '岗位', telephone: '座机' }

const titles = {
  home: '企微自助',
  requests: '我的申请',
  approvals: '待我审批',
  request: '信息变更',
  'info-change': '改我的信息',
  refusal: '企微自助',
  'not-found': '没有这一页',
  error: '出错了',
}

const decision = (agreed: number, refused: number): string => {
  if (refused === 0) return `同意 ${String(agreed)} 项`
  return agreed === 0 ? `不同意 ${String(refused)} 项` : `同意 ${String(agreed)} 项，不同意 ${String(refused)} 项`
}

const causes: Record<string, string> = {
  '-1': '企业微信忙',
  timeout: '企业微信没有回应',
  dropped: '连接断了',
}
const cause = (code: string): string => causes[code] ?? `企业微信返回 ${code}`

export const zhCn = {
  titles,
  fields,
  names,
  clause: (id: string) => `依据 ${clause(id)}`,
  day,
  was: '原为',
  becomes: '改为',
  empty: '（空）',
  change: (field: InfoField, to: string) => `${fields[field]}改为「${to}」`,
  changes: (list: readonly InfoField[]) => `改${names(list.map((field) => fields[field]))}`,
  decision,

  home: {
    greeting: (name: string, part: PartOfDay) =>
      `${name}，${{ morning: '早上好', afternoon: '下午好', evening: '晚上好' }[part]}`,
    waiting: '等我处理',
    approvals: '待我审批',
    oldest: '最早一件已等 ',
    duration,
    count: (count: number) => `${String(count)} 件`,
    services: '我要办',
    infoChange: '改我的信息',
    myRequests: '我的申请',
    running: '进行中',
    allOf: (count: number) => `全部 ${String(count)} 件`,
    all: '全部',
    allDone: '都办完了',
    allDoneHint: '没有等你处理的，也没有在办的。',
    care: '关怀模式',
    careOff: '退出关怀模式',
    otherLanguage: 'English',
    dark: '深色',
    light: '浅色',
  },

  states: {
    draft: '草稿',
    open: '等审批',
    returned: '已退回',
    decided: '等写入',
    executing: '正在写入',
    done: '已生效',
    failed: '没生效',
    withdrawn: '已撤回',
    refused: '没同意',
  } satisfies Record<RequestState, string>,
  partlyDone: '部分生效',

  progress: {
    label: '进度',
    steps: { waiting: '等审批', decided: '已决定', write: '写入企业微信', written: '已写入', readBack: '回读一致' },
    waitingFor: (deciders: readonly string[]) => (deciders.length ? `等${names(deciders)}审批` : '等审批'),
    decided: '已决定，等写入',
    writing: '正在写入企业微信',
    checking: '已写入，正在核对',
    done: '写入并读回一致',
    failed: '还没写成，详情里有原因',
    withdrawn: '已撤回，什么也没改',
    refused: '没有同意，什么也没改',
    notches: (sentence: string, reached: number) => `进度：${sentence}，共三步，完成 ${String(reached)} 步`,
  },

  lists: {
    more: '加载更多',
    loading: '正在加载',
    end: '没有更多了',
    staleSince: (time: string) => `${time} 的内容`,
    retry: '再试一次',
    noRequests: '还没有申请',
    noRequestsHint: '改岗位、座机，从这里发起。',
    start: '改我的信息',
    noApprovals: '都办完了',
    noApprovalsHint: '没有等你审批的申请。',
    backHome: '回首页',
    submittedAt: (time: string) => `${time} 提交`,
  },

  form: {
    label: '要改的内容',
    changed: '已改',
    unchanged: '还没有改动',
    submit: (count: number) => `提交 ${String(count)} 项变更`,
    submitting: '正在提交',
    draftSaved: (time: string) => `草稿已保存 ${time}，只存在这台设备`,
    draftRestored: '已恢复草稿',
    draftDiscard: '放弃',
    decides: (deciders: readonly string[]) => (deciders.length ? `${names(deciders)}审批` : '审批'),
    write: '写入企业微信',
    readBack: '回读核对',
    anyOf: '其中一位同意即可。',
    noDecider: '你的部门还没有审批人，交上来的申请由运维安排。',
    promise: '写完会再读一遍，读到的和你要的一样才算生效。',
    openNote: (list: readonly InfoField[]) => `${names(list.map((field) => fields[field]))}已经有一件在办`,
    openLink: '去看那一件',
    openHint: '这一项在办，先等结果或撤回那一件',
    oldChanged: '企业微信里的原值刚变了，先看一眼再交。',
    slow: '网络较慢，仍在尝试',
    verySlow: '还没送到，写的都在。再试不会交两次。',
    offline: '网断了，写的都还在。恢复后自动补交，不会交两次。',
    retry: '重试',
    later: '稍后再交',
    saved: '草稿留着，下次打开还在',
    submitted: '已提交',
    errors: {
      'text.too_long': (over: number, max: number) => `多了 ${String(over)} 个字：最多 ${String(max)} 个字`,
      'text.unseen_signs': '里面有看不见的符号，删掉重打一遍',
      'info.empty': '不能空着；不想改就恢复原值',
      'info.unchanged': '和原值一样，没有改动',
      'info.telephone_signs': '只能用数字和 - + ,（不能有空格和汉字）',
      'info.nothing_changed': '还没有改动',
      unknown: '这一项没通过检查，换个写法再试',
    },
    restore: '恢复原值',
  },

  detail: {
    asks: (name: string, count: number) => `${name} 申请改 ${String(count)} 项`,
    number: (no: string) => `申请号 ${no}`,
    fields: '逐项决定',
    agree: '同意',
    refuse: '不同意',
    agreed: '同意',
    refused: '不同意',
    verdictOn: (field: InfoField) => `${fields[field]}：同意还是不同意`,
    seen: (count: number) => `${String(count)} 项变更都在屏上。你同意的就是这些；对方若改动，会先让你看差别。`,
    waiting: (deciders: readonly string[]) => (deciders.length ? `${names(deciders)}在审批` : '等人审批'),
    nowInWecom: '企业微信里现在是',
    item: '项',
    asked: '要的',
    read: '读回的',
    result: '结果',
    equal: '一致',
    differs: '没对上',
    reading: '还没读',
    mismatch: (field: InfoField, asked: string, read: string) => `${fields[field]}没对上：要“${asked}”，读到“${read}”`,
    proven: '不是“接口没报错”，是写完又读了一遍。',
    timeline: '经过',
    withdraw: '撤回申请',
    withdrawSure: '再点一下，撤回',
    withdrawn: '已撤回',
    decided: '已记下你的决定',
    next: (count: number) => `下一件，还有 ${String(count)} 件`,
    backToWecom: '返回企业微信',
    backHome: '回首页',
    closeByHand: '可以关掉这一页了',
    changedMeanwhile: '内容变了，先看差别再决定',
    takenBy: (name: string) => `已由${name}处理，不用再看`,
    taken: '这件已经处理过了，不用再看',
    failedNote: '没有写成。原来的值没有动，运维会接着处理。',
    sending: '正在提交',
    gone: '没有这一件',
    goneHint: '申请不存在，或者你看不到它。',
  },

  reasons: {
    title: (field: InfoField) => `为什么不同意改${fields[field]}`,
    presets: {
      not_matching: '和实际不符',
      needs_proof: '需要先补证明',
      not_my_department: '不归我的部门管',
      other: '其它原因',
    } satisfies Record<RefusalReason, string>,
    text: '写给申请人的一句话',
    done: '就这样写',
    cancel: '取消',
    change: '改原因',
    empty: '写一句原因，对方才知道怎么办',
  },

  timeline: {
    you: '你',
    someone: '有人',
    submitted: (who: string) => `${who} 提交`,
    decided: (who: string, agreed: number, refused: number) => `${who} ${decision(agreed, refused)}`,
    withdrawn: (who: string) => `${who} 撤回`,
    write_started: '开始写入企业微信',
    written: '已写入企业微信',
    writtenHint: '还要再读一遍才算数',
    already_so: '企业微信里已经是要的值',
    write_retried: '没写成，会再试',
    attempt: (attempt: number) => `第 ${String(attempt)} 次`,
    retryAt: (time: string) => `${time} 再试`,
    read_back_equal: (count: number) => `回读一致，${String(count)} 项生效`,
    read_back_differs: (list: readonly InfoField[]) =>
      list.length ? `回读没对上：${names(list.map((field) => fields[field]))}` : '回读没对上',
    write_failed: '没写成，已停下',
    between: '，',
    cause,
  },

  refusal: {
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
      wecom_unavailable: '企业微信现在连不上',
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
      state_old: '登录要在 10 分钟内走完。',
      wecom_unavailable: '没能向企业微信确认你是谁。不是你的问题。',
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
      wecom_unavailable: ['过一会儿点“再试一次”', '一直不行：报求助码给信息部'],
    } satisfies Record<SignInRefusal, readonly string[]>,
    safe: '你没有登录，你的资料一项也没留。只记了一个求助码，找人帮忙时报 ',
    stop: '。',
    retry: '再试一次',
  },

  problem: {
    notFound: '没有这一页',
    notFoundHint: '链接不全，或者内容你看不到。已提交的申请都在“我的申请”里。',
    error: '这一页没打开',
    errorHint: '已提交的都在，没提交的草稿也在。过一会儿再试。',
    code: '求助码',
    home: '回首页',
    retry: '再试一次',
    offlineBanner: '网断了，写的都还在',
  },

  errors: {
    offline: '网断了，检查网络后再试',
    'auth.required': '登录过期了，正在重新登录',
    'auth.forbidden': '这件事你现在不能做',
    'input.invalid': '有的内容没通过检查',
    'input.too_large': '内容太多，删短一些再试',
    'input.too_many': '点得太快，歇几秒再试',
    not_found: '没有找到',
    'request.not_found': '没有这一件，或者你看不到它',
    'request.command_refused': '这件已经处理过了',
    'request.changed_meanwhile': '内容变了，先看差别',
    'request.old_values_changed': '企业微信里的原值刚变了',
    'request.field_already_open': '这一项已经有一件在办',
    'request.no_decider': '你的部门还没有审批人，先找部门管理员或信息部',
    'idempotency.key_reused': '这次的内容和上次不同，再点一次提交',
    'origin.foreign': '请从企业微信的工作台重新进来',
    'wecom.unavailable': '企业微信现在连不上，过一会儿再试',
    internal: '没办成，过一会儿再试。你写的都还在',
  } satisfies Record<ErrorCode | 'offline', string>,
}

/** What every language must say. */
export type Words = typeof zhCn
