import type { CheckItem, CheckLevel, CheckReason } from '@desk/shared/self-check/self-check-schemas'
import { formatDiskSpace } from '../disk-space.ts'

type Facts = Readonly<Record<string, string>>
type Sentence = string | ((facts: Facts) => string)
type CheckMessages = { title: string; where: string; meanwhile: string; texts: Partial<Record<CheckReason, Sentence>> }

const unknown = '企业微信未响应，状态未知'

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
    meanwhile: '暂停接收新申请和设置，审批照常；释放空间后自动恢复。',
    texts: {
      fine: ({ megabytes }) => (megabytes === undefined ? '数据库未报空间不足' : `剩 ${formatDiskSpace(megabytes)}`),
      ending: ({ megabytes }) => `只剩 ${formatDiskSpace(megabytes ?? '')}，请尽快释放空间`,
      full: ({ megabytes }) =>
        megabytes === undefined ? '数据库报告磁盘已满' : `只剩 ${formatDiskSpace(megabytes)}，已停止接收新内容`,
    },
  },
  proxy: {
    title: '反向代理',
    where: '服务器环境变量 TRUST_PROXY，填写代理层数，修改后重启',
    meanwhile: '记录中的 IP 地址均为代理地址，登录限流由所有人共用。',
    texts: {
      fine: '没有未受信任的代理',
      not_set: '请求带有 X-Forwarded-For，但未设置 TRUST_PROXY；没有代理时可忽略',
    },
  },
  agent_secret: {
    title: '应用 Secret',
    where: '应用管理 → 企微自助 → Secret',
    meanwhile: '无法登录和发送消息；已提交的内容会保留，修复后继续办理。',
    texts: {
      fine: '可获取令牌',
      wrong_secret: ({ errcode }) => `WECOM_AGENT_SECRET 有误，企业微信返回 ${errcode ?? ''}`,
      unreachable: '无法连接企业微信，请检查服务器外网',
      refused: ({ errcode }) => `企业微信拒绝，返回 ${errcode ?? ''}`,
    },
  },
  trusted_ip: {
    title: '企业可信 IP',
    where: '应用管理 → 企微自助 → 企业可信IP',
    meanwhile: '无法登录和发送消息；已提交的内容会保留，添加后继续办理。',
    texts: { fine: '服务器 IP 可以调用', ip_refused: ({ ip }) => `请将 ${ip ?? ''} 加入可信 IP`, unknown },
  },
  clock: {
    title: '服务器时钟',
    where: '',
    meanwhile: '页面签名可能无效，选人时使用普通列表。',
    texts: {
      fine: '与企业微信一致',
      skewed: ({ seconds }) => `与企业微信相差 ${seconds ?? ''} 秒，请开启自动校时`,
      unknown: '尚未收到企业微信的响应，无法对时',
    },
  },
  app_open: {
    title: '应用已启用',
    where: '应用管理 → 企微自助 → 已启用',
    meanwhile: '无法登录。',
    texts: { fine: '已启用', closed: '应用已停用', unknown },
  },
  visible_range: {
    title: '可见范围',
    where: '应用管理 → 企微自助 → 可见范围',
    meanwhile: '范围外的成员无法进入；建群需要范围包含整个公司。其他照常。',
    texts: {
      fine: '整个公司可见',
      no_root: '未勾选公司根部门，无法建群',
      tags_unread: '未勾选公司根部门，无法建群',
      not_set: '尚未设置可见范围',
      departures_held: ({ people }) => `${people ?? ''} 人不在可见范围，暂不按离职处理，请到“通讯录同步”核对`,
      unknown,
    },
  },
  trusted_domain: {
    title: '可信域名',
    where: '应用管理 → 企微自助 → 网页授权及JS-SDK',
    meanwhile: '无法登录。',
    texts: {
      fine: ({ found }) => `${found ?? ''}，与配置项 PUBLIC_URL 一致`,
      not_set: ({ wanted }) => `尚未设置，应为 ${wanted ?? ''}`,
      other_domain: ({ wanted, found }) => `当前为 ${found ?? ''}，应为 ${wanted ?? ''}，端口须一致`,
      unknown,
    },
  },
  home_url: {
    title: '应用主页',
    where: '应用管理 → 企微自助 → 应用主页',
    meanwhile: '无法从工作台打开，消息中的链接照常。',
    texts: {
      fine: '指向本应用',
      not_set: ({ wanted }) => `尚未设置，应为 ${wanted ?? ''}`,
      other_home: ({ wanted, found }) => `当前为 ${found ?? ''}，应为 ${wanted ?? ''}`,
      unknown,
    },
  },
  app_callback: {
    title: '应用回调',
    where: '应用管理 → 企微自助 → 接收消息 → 设置API接收',
    meanwhile: '卡片没有按钮，需打开页面处理。',
    texts: {
      fine: ({ lastAt }) => `正常，最近一次 ${lastAt ?? ''}`,
      not_set: '未配置 WECOM_CALLBACK_TOKEN 和 AES_KEY',
      never_received: '已配置，尚未收到；有人打开应用时会收到',
    },
  },
  jsapi_tickets: {
    title: '页面签名票据',
    where: '',
    meanwhile: '页面照常，选人时使用普通列表。',
    texts: { fine: '可获取', refused: ({ errcode }) => `获取失败，企业微信返回 ${errcode ?? '无'}` },
  },
  workbench_tile: {
    title: '工作台数字',
    where: '应用管理 → 企微自助 → 工作台应用主页 → 自定义展示',
    meanwhile: '工作台只显示图标，待审批、待签收件数请在首页查看。',
    texts: {
      fine: '显示待审批和待签收件数',
      not_custom: '仍为普通图标，未切换为关键数据型',
      refused: ({ errcode }) => `企业微信拒绝设置，返回 ${errcode ?? '无'}`,
    },
  },
  contacts_secret: {
    title: '通讯录同步 Secret',
    where: '管理工具 → 通讯录同步 → Secret，权限选“编辑”',
    meanwhile: '信息变更需运维在管理后台手动修改，核对一致后自动办结。',
    texts: {
      fine: '可写入通讯录',
      not_set: '未配置 WECOM_CONTACTS_SECRET',
      wrong_secret: ({ errcode }) => `WECOM_CONTACTS_SECRET 有误，企业微信返回 ${errcode ?? ''}`,
      read_only: '通讯录同步只有读取权限，请改为“编辑”',
      ip_refused: ({ ip }) => `请将 ${ip ?? ''} 加入通讯录同步的可信 IP`,
      unreachable: '无法连接企业微信',
      refused: ({ errcode }) => `企业微信拒绝，返回 ${errcode ?? ''}`,
    },
  },
  contacts_callback: {
    title: '通讯录回调',
    where: '管理工具 → 通讯录同步 → 设置接收事件服务器',
    meanwhile: '停用、离职最迟在下次定时同步时获知。',
    texts: {
      fine: ({ lastAt }) => `正常，最近一次 ${lastAt ?? ''}`,
      not_set: '未配置 WECOM_CONTACTS_CALLBACK_TOKEN 和 AES_KEY',
      never_received: '已配置，尚未收到；有人入职、离职或调部门时会收到',
    },
  },
  calendar: {
    title: '工作日历',
    where: '',
    meanwhile: '此后只按周末休息，可在“日历与静默时段”中补充节假日和调休。',
    texts: {
      fine: ({ year }) => `节假日数据截至 ${year ?? ''} 年`,
      ending: ({ year }) => `节假日数据截至 ${year ?? ''} 年，即将到期，请升级应用`,
      over: ({ year }) => `节假日数据截至 ${year ?? ''} 年，已到期，请升级应用`,
    },
  },
  roles: {
    title: '最初的管理员',
    where: '服务器环境变量 OPS_USERIDS、OPS_LEAD_USERIDS、HR_USERIDS、AUDITOR_USERIDS，修改后重启',
    meanwhile: '没有运维主管时，重启服务器会显示一次性口令，凭口令可成为运维主管。',
    texts: {
      fine: '都是在职成员',
      names_nobody: ({ userids }) => `通讯录中没有以下账号：${userids ?? ''}`,
      no_lead: ({ userids }) =>
        userids === undefined ? '没有运维主管' : `没有运维主管；通讯录中没有以下账号：${userids}`,
      unknown: '尚未同步通讯录',
    },
  },
  on_call: {
    title: '值班电话',
    where: '',
    meanwhile: '上报手机丢失时没有可拨打的电话，锁定失败时只通知运维。',
    texts: { fine: ({ people }) => `${people ?? ''} 人可以联系`, not_set: '尚未设置值班人员' },
  },
  policies: {
    title: '制度',
    where: '',
    meanwhile: '成员无需签收。',
    texts: { fine: '有已发布的制度', not_set: '尚未发布制度' },
  },
  access_gate: {
    title: '二次验证的签收核对',
    where: '',
    meanwhile: '未核对签收的成员已进入企业微信，名单见审计记录中的“二次验证放行”。',
    texts: {
      fine: '近一小时没有未核对放行',
      opened: ({ openings }) => `近一小时有 ${openings ?? ''} 次未核对签收放行，原因见服务器日志`,
    },
  },
  anchors: {
    title: '存证检查点',
    where: '',
    meanwhile: '签收和审计照常存证；没有在公司之外保存检查点的日子，不能向外证明日志没有被整个换掉。',
    texts: {
      fine: '每天发给审计人员',
      not_set: '没有在职的审计人员，每天的检查点无人接收，请授予“审计”角色',
      undelivered: ({ people }) =>
        people === undefined
          ? '最近一次检查点还没有发出，原因见“消息发送”'
          : `最近一次检查点有 ${people} 名审计人员没有收到，请检查应用可见范围`,
      outdated: '超过一天没有新的检查点，原因见服务器日志',
      unstamped: ({ anchors }) =>
        `${anchors ?? ''} 个检查点超过一天没有时间戳，请检查服务器环境变量 TSA_URL 指向的服务`,
    },
  },
} satisfies Record<CheckItem, CheckMessages>

const selfCheck = {
  items: items as Record<CheckItem, CheckMessages>,
  levels: { ok: '正常', warn: '待完善', bad: '异常' } satisfies Record<CheckLevel, string>,
  allFine: '全部正常',
  problems: (bad: number, warn: number) =>
    [bad > 0 && `${String(bad)} 项异常`, warn > 0 && `${String(warn)} 项待完善`].filter(Boolean).join('，'),
  checkedAt: (time: string) => `${time} 检查，每天自动检查一次`,
  never: '尚未检查',
  inDoubt: '无法连接，当前状态未知',
  lastAt: (time: string) => `上次检查 ${time}`,
  run: '立即检查',
  running: '正在检查',
  where: '设置位置：',
  goTo: '前往：',
  meanwhile: '当前影响：',
}

export default selfCheck
