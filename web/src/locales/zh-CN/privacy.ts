import type { MyDataSection } from '@desk/shared/privacy/my-data'
import type { RetentionDays } from '@desk/shared/privacy/retention'
import { fileHint } from './parts/clause-hints.ts'

const privacy = {
  back: '回首页',
  intro: '企微自助保存哪些数据、用途、期限、可见范围，以及你的权利。',
  parts: (days: RetentionDays): { title: string; lines: string[] }[] => [
    {
      title: '保存的数据',
      lines: [
        '企业微信通讯录里的账号、姓名、别名、部门、岗位、座机和状态。不读头像、位置，也不读聊天。',
        '手机号、邮箱只保存申请中填写的，和人事为你开通账号时填写的；值班人员和独立联系人的电话由管理部门填写；信息核对经你同意才读取，不保存。',
        '你提交的申请、审批的经过、发给你的卡片和通知。',
        '登录的时间、浏览器和网段（不是完整的 IP 地址）。',
        '谁在什么时候做了什么的审计记录，里面没有姓名和号码。',
      ],
    },
    {
      title: '用途',
      lines: ['办理你的申请、审批、保护账号安全，以及核查时提供证明，不作其他用途。'],
    },
    {
      title: '保存期限',
      lines: [
        `登录、回调和通讯录变动：${String(days.log)} 天，最短六个月，这是法律对网络日志的要求。`,
        `离职后的座机、岗位和别名：${String(days.contact)} 天后清除。`,
        `制度签收：凭据长期保存；离职 ${String(days.signer)} 天后销毁姓名密钥和打开时间，无法再识别签收人；疑问的内容、豁免和延期的理由同时清除。`,
        `上报异常、反映群内违规：办结 ${String(days.incident)} 天后删除内容、图片和上报人；匿名上报不保存能对应到账号的信息，提交时间可能被推测。`,
        `已发送的消息、已使用的链接：${String(days.transient)} 天。`,
        '申请和审计记录作为凭据，不会自动删除。每天记录到期清除的条数。',
      ],
    },
    {
      title: '可见范围',
      lines: [
        '你本人；你的申请的审批人，仅限该申请；管理部门和审计人员，用于办理和核查。',
        '与你的申请无关的人看到的座机已隐藏。管理部门要手动修改或核对时能看到，其他情况查看完整号码会留下记录。',
        '数据在公司自己的服务器上，不交给别人。',
      ],
    },
    {
      title: '你的权利',
      lines: ['随时查看并导出“我的数据”；在“改我的信息”中更正；对保存和使用有疑问，可要求说明、查看其余数据或删除。'],
    },
  ],
  contact: '联系人',
  contacts: (names: string) => `管理部门：${names}`,
  noContact: '公司尚未指定联系人，请咨询部门管理员。',
  myData: '查看我的数据',
}

const myData = {
  back: '隐私说明',
  intro: '这里是关于你的主要数据，可以导出。留言、附件、代理、凭证等在各自的页面查看，其余可向管理部门索取。',
  counts: '数据条数',
  sections: {
    member: '通讯录资料',
    roles: '角色',
    sessions: '登录',
    requests: '申请',
    events: '申请的经过',
    candidacies: '待你审批的申请',
    guardians: '守护人',
    lostCases: '我的手机丢失上报',
    cards: '卡片',
    notices: '通知',
    groups: '所在的群',
    openings: '制度打开记录',
    questions: '我的制度疑问',
    exemptions: '签收豁免',
    dueDates: '我的签收期限',
    confirmations: '信息核对',
    custody: '账号安全确认',
    incidents: '我署名的上报',
    groupReports: '我反映的群内违规',
    feedback: '我的反馈',
    departures: '我报告的离职',
    directoryChanges: '通讯录变动',
    downloads: '导出',
    audit: '审计记录',
  } satisfies Record<MyDataSection, string>,
  rows: (count: number) => `${String(count)} 条`,
  export: '导出数据',
  exportHint: '链接 1 分钟内有效，只能打开一次。文件含个人信息，请妥善保管。',
  html: '网页版',
  json: 'JSON',
  ready: '已准备好，请点下方链接下载',
  download: '下载',
  fileHint,
}

export default { privacy, myData }
