import type { MyDataSection } from '@desk/shared/privacy/my-data'
import type { RetentionDays } from '@desk/shared/privacy/retention'

const privacy = {
  back: '回首页',
  intro: '企微自助保存什么、为什么、多久、谁能看，以及你能要求什么。',
  parts: (days: RetentionDays): { title: string; lines: string[] }[] => [
    {
      title: '保存什么',
      lines: [
        '企业微信通讯录里的账号、姓名、别名、部门、岗位、座机和状态。不读手机号、邮箱、头像、位置，也不读聊天。',
        '你提交的申请、审批的经过、发给你的卡片和通知。',
        '登录的时间、浏览器和网段（不是完整的 IP 地址）。',
        '谁在什么时候做了什么的审计记录，里面没有姓名和号码。',
      ],
    },
    {
      title: '为什么',
      lines: ['办你发起的事、让该审批的人审批、保护账号安全，以及在被问到时能证明事情是怎么办的。不作别的用途。'],
    },
    {
      title: '保存多久',
      lines: [
        `登录、回调和通讯录变动：${String(days.log)} 天，最短六个月，这是法律对网络日志的要求。`,
        `离职后的座机、岗位和别名：${String(days.contact)} 天后清除。`,
        `制度签收：凭据一直留着；离职 ${String(days.signer)} 天后销毁姓名的密钥和打开的时间，从此看不出是谁签的。`,
        `发完的消息、用过的链接：${String(days.transient)} 天。`,
        '申请和审计记录是凭据，不会自动删除。到期清除多少条，每天留下一条证明。',
      ],
    },
    {
      title: '谁能看',
      lines: [
        '你自己；审批你申请的人，只看那一件；管理部门和审计人员，为了办事和核查。',
        '与你的申请无关的人看到的座机是遮住的。管理部门要看完整号码，会留下记录。',
        '数据在公司自己的服务器上，不交给别人。',
      ],
    },
    {
      title: '你能做什么',
      lines: ['随时查看并导出关于你的全部数据；在“改我的信息”里更正；对保存和使用有疑问，可以要求说明或删除。'],
    },
  ],
  contact: '找谁',
  contacts: (names: string) => `管理部门：${names}`,
  noContact: '公司还没有指定联系人，先问你的部门管理员。',
  myData: '看我的数据',
}

const myData = {
  back: '隐私说明',
  intro: '这里是关于你的全部数据，可以导出。',
  counts: '有多少',
  sections: {
    member: '通讯录资料',
    roles: '角色',
    sessions: '登录',
    requests: '申请',
    events: '申请的经过',
    candidacies: '请你审批的',
    guardians: '守护人',
    lostCases: '报过我的手机丢失',
    cards: '卡片',
    notices: '通知',
    groups: '所在的群',
    openings: '打开过的制度',
    directoryChanges: '通讯录变动',
    downloads: '导出',
    audit: '审计记录',
  } satisfies Record<MyDataSection, string>,
  rows: (count: number) => `${String(count)} 条`,
  export: '导出数据',
  exportHint: '链接一分钟内有效，只能打开一次。文件里有你的个人信息，放在只有你看得到的地方。',
  html: '网页版',
  json: 'JSON',
  ready: '已准备好，点下面的链接下载',
  download: '下载',
}

export default { privacy, myData }
