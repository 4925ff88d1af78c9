import type { CheckItem, CheckLevel, CheckReason } from '@desk/shared/settings/self-check-schemas'
import { roomOf } from '../../disk-space.ts'

type Facts = Readonly<Record<string, string>>
type Sentence = string | ((facts: Facts) => string)
type CheckWords = { title: string; where: string; meanwhile: string; texts: Partial<Record<CheckReason, Sentence>> }

const unknown = '企业微信没答，暂时不知道'

const items = {
  database: {
    title: '数据库',
    where: '',
    meanwhile: '',
    texts: { fine: ({ version }) => `正常，版本 ${version ?? ''}` },
  },
  storage: {
    title: '磁盘空间',
    where: '',
    meanwhile: '新的申请和设置暂时不收，审批照常；腾出空间后自动恢复。',
    texts: {
      fine: ({ megabytes }) => (megabytes === undefined ? '数据库没有报空间不足' : `剩 ${roomOf(megabytes)}`),
      ending: ({ megabytes }) => `只剩 ${roomOf(megabytes ?? '')}，尽快腾出空间`,
      full: ({ megabytes }) =>
        megabytes === undefined ? '数据库说磁盘满了' : `只剩 ${roomOf(megabytes)}，已停收新内容`,
    },
  },
  proxy: {
    title: '反向代理',
    where: '服务器环境变量 TRUST_PROXY，填前面有几层代理，改后重启',
    meanwhile: '所有人看起来来自同一个地址，记录里的地址都是代理的；登录时大家排同一个队。',
    texts: {
      fine: '没有不被信任的代理',
      not_set: '请求带着 X-Forwarded-For，而 TRUST_PROXY 没有设；前面没有代理时不用管',
    },
  },
  agent_secret: {
    title: '应用 Secret',
    where: '应用管理 → 企微自助 → Secret',
    meanwhile: '没人能登录，也发不出消息；已提交的都在，改好后接着办。',
    texts: {
      fine: '能取到令牌',
      wrong_secret: ({ errcode }) => `WECOM_AGENT_SECRET 有误，企业微信答 ${errcode ?? ''}`,
      unreachable: '连不上企业微信，检查服务器的外网',
      refused: ({ errcode }) => `企业微信拒绝了，答 ${errcode ?? ''}`,
    },
  },
  trusted_ip: {
    title: '企业可信 IP',
    where: '应用管理 → 企微自助 → 企业可信IP',
    meanwhile: '没人能登录，也发不出消息；已提交的都在，加上后接着办。',
    texts: { fine: '这台服务器的地址可以调用', ip_refused: ({ ip }) => `把 ${ip ?? ''} 加进可信 IP`, unknown },
  },
  clock: {
    title: '服务器时钟',
    where: '',
    meanwhile: '页面签名可能不被接受，选人退回到普通列表。',
    texts: {
      fine: '和企业微信一致',
      skewed: ({ seconds }) => `和企业微信差 ${seconds ?? ''} 秒，打开自动校时`,
      unknown: '还没有企业微信的回答可以对时',
    },
  },
  app_open: {
    title: '应用已启用',
    where: '应用管理 → 企微自助 → 已启用',
    meanwhile: '没人能登录。',
    texts: { fine: '已启用', closed: '应用停用了', unknown },
  },
  visible_range: {
    title: '可见范围',
    where: '应用管理 → 企微自助 → 可见范围',
    meanwhile: '范围外的人进不来；群聊要等范围含整个公司。其他照常。',
    texts: {
      fine: '整个公司可见',
      no_root: '没有勾选公司根部门，建群用不了',
      not_set: '还没有设可见范围',
      unknown,
    },
  },
  trusted_domain: {
    title: '可信域名',
    where: '应用管理 → 企微自助 → 网页授权及JS-SDK',
    meanwhile: '没人能登录。',
    texts: {
      fine: ({ found }) => `${found ?? ''}，和配置项 PUBLIC_URL 一致`,
      not_set: ({ wanted }) => `还没设，填 ${wanted ?? ''}`,
      other_domain: ({ wanted, found }) => `填的是 ${found ?? ''}，应为 ${wanted ?? ''}，端口也要一样`,
      unknown,
    },
  },
  home_url: {
    title: '应用主页',
    where: '应用管理 → 企微自助 → 应用主页',
    meanwhile: '从工作台点进来到不了这里；消息里的链接照常。',
    texts: {
      fine: '指向这里',
      not_set: ({ wanted }) => `还没设，填 ${wanted ?? ''}`,
      other_home: ({ wanted, found }) => `填的是 ${found ?? ''}，应为 ${wanted ?? ''}`,
      unknown,
    },
  },
  app_callback: {
    title: '应用回调',
    where: '应用管理 → 企微自助 → 接收消息 → 设置API接收',
    meanwhile: '卡片照发，没有按钮，点开页面处理。',
    texts: {
      fine: ({ lastAt }) => `收得到，最近一次 ${lastAt ?? ''}`,
      not_set: '没有配 WECOM_CALLBACK_TOKEN 和 AES_KEY',
      never_received: '已配好，还没有收到过；有人打开应用就会来',
    },
  },
  jsapi_tickets: {
    title: '页面签名票据',
    where: '',
    meanwhile: '页面照常；选人退回到普通列表。',
    texts: { fine: '取得到', refused: ({ errcode }) => `没取到，企业微信答 ${errcode ?? '无'}` },
  },
  workbench_tile: {
    title: '工作台数字',
    where: '应用管理 → 企微自助 → 工作台应用主页 → 自定义展示',
    meanwhile: '工作台只显示图标，待审批、待签收的件数在首页里看。',
    texts: {
      fine: '显示待审批和待签收件数',
      not_custom: '还是普通图标，没有切到关键数据型',
      refused: ({ errcode }) => `企业微信不让设，答 ${errcode ?? '无'}`,
    },
  },
  contacts_secret: {
    title: '通讯录同步 Secret',
    where: '管理工具 → 通讯录同步 → Secret，权限选“编辑”',
    meanwhile: '改信息变成手工：运维照单在管理后台改，回读一致自动结案。',
    texts: {
      fine: '能写通讯录',
      not_set: '没有配 WECOM_CONTACTS_SECRET',
      wrong_secret: ({ errcode }) => `WECOM_CONTACTS_SECRET 有误，企业微信答 ${errcode ?? ''}`,
      read_only: '通讯录同步只有读取权限，改成“编辑”',
      ip_refused: ({ ip }) => `把 ${ip ?? ''} 加进通讯录同步的可信 IP`,
      unreachable: '连不上企业微信',
      refused: ({ errcode }) => `企业微信拒绝了，答 ${errcode ?? ''}`,
    },
  },
  contacts_callback: {
    title: '通讯录回调',
    where: '管理工具 → 通讯录同步 → 设置接收事件服务器',
    meanwhile: '停用、离职最迟到下一次定时对账才知道。',
    texts: {
      fine: ({ lastAt }) => `收得到，最近一次 ${lastAt ?? ''}`,
      not_set: '没有配 WECOM_CONTACTS_CALLBACK_TOKEN 和 AES_KEY',
      never_received: '已配好，还没有收到过；有人入职、离职或调部门就会来',
    },
  },
  calendar: {
    title: '工作日历',
    where: '',
    meanwhile: '之后只按周末休息算，节假日和调休可以在“日历与静默时段”里补。',
    texts: {
      fine: ({ year }) => `节假日表到 ${year ?? ''} 年`,
      ending: ({ year }) => `节假日表只到 ${year ?? ''} 年，快用完了，升级应用`,
      over: ({ year }) => `节假日表只到 ${year ?? ''} 年，已经用完，升级应用`,
    },
  },
  roles: {
    title: '最初的管理员',
    where: '服务器环境变量 OPS_USERIDS、OPS_LEAD_USERIDS、HR_USERIDS、AUDITOR_USERIDS，改后重启',
    meanwhile: '没有运维负责人时，重启服务器会打印一次性口令，凭口令可以成为运维负责人。',
    texts: {
      fine: '都是在职成员',
      names_nobody: ({ userids }) => `通讯录里没有这些账号：${userids ?? ''}`,
      no_lead: '还没有运维负责人',
      unknown: '还没有读到通讯录',
    },
  },
  on_call: {
    title: '值班电话',
    where: '设置 → 设备丢失值班',
    meanwhile: '丢手机的人看不到可以打的电话，锁定失败时只通知运维。',
    texts: { fine: ({ people }) => `${people ?? ''} 人可以联系`, not_set: '还没有人值班' },
  },
  policies: {
    title: '制度',
    where: '设置 → 制度',
    meanwhile: '没有人需要签收。',
    texts: { fine: '有已发布的制度', not_set: '还没有发布过制度' },
  },
  access_gate: {
    title: '二次验证的签收核对',
    where: '',
    meanwhile: '没核对签收的人直接进了企业微信，名单在审计里，操作是“二次验证放行”。',
    texts: {
      fine: '近一小时没有未核对就放行的',
      opened: ({ openings }) => `近一小时有 ${openings ?? ''} 次没核对签收就放行，看服务器日志里的原因`,
    },
  },
} satisfies Record<CheckItem, CheckWords>

export const selfCheck = {
  items: items as Record<CheckItem, CheckWords>,
  levels: { ok: '正常', warn: '待补', bad: '不通' } satisfies Record<CheckLevel, string>,
  allFine: '都正常',
  problems: (bad: number, warn: number) =>
    [bad > 0 && `${String(bad)} 项不通`, warn > 0 && `${String(warn)} 项待补`].filter(Boolean).join('，'),
  checkedAt: (time: string) => `${time} 查过，每天自动查一次`,
  never: '还没有查过',
  inDoubt: '现在连不上，当前状态未知',
  lastAt: (time: string) => `上次检查 ${time}`,
  run: '现在查一次',
  running: '正在查',
  where: '去哪里设：',
  meanwhile: '在这之前：',
}
