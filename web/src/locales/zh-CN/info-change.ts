import type { InfoField } from '@desk/shared/info-change/info-change'
import { dayOnly, fields, monthAndDay, names } from './parts/phrases.ts'

const listed = (list: readonly InfoField[]) => names(list.map((field) => fields[field]))

/** What comes after the decision, and what people write beside a request. */
const followUp = {
  title: '接下来',
  doubt: '对结果有疑问',
  scheduled: (day: string) => `${monthAndDay(day)}生效，到那天自动写入`,
  effectiveOn: (day: string) => `生效日期 ${monthAndDay(day)}`,
  awaitingProof: (list: readonly InfoField[]) =>
    `应用不能写入通讯录。管理部门在后台改好${listed(list)}，核对到新值后自动办结。`,
  guideTitle: '手机号要本人在企业微信里改',
  guideSteps: ['打开企业微信，点“我”，再点自己的头像', '点“手机”，按提示验证新号码', '改好后回到这里，点“我改好了”'],
  guideOther: '等本人在企业微信里改手机号，改好后自动办结。',
  check: '已完成，去核对',
  checkMember: '我改好了',
  checkWaiting: '核对是否已修改',
  notYet: (list: readonly InfoField[]) => `尚未核对到新值：${listed(list)}。修改后再点，或等待自动核对。`,
  sheet: '打开手动修改单',
  disputeOpen: '有误，申请核查',
  disputeHint: (until: string) => `结果有误，${dayOnly(until)}前可以申请核查。`,
  disputeLabel: '哪里有误',
  disputeSend: '提交给管理部门',
  disputed: '申请人反映有误',
  disputedByYou: '你反映有误',
  settleLabel: '写给申请人的一句话',
  differs: (list: readonly InfoField[]) =>
    `已写入，核对不一致：${listed(list)}。管理部门会重新写入或手动修改，核对一致后自动办结。`,
  thenYourMobile: '改好后，手机号由你在企业微信里改，到时会通知你。',
  thenTheirMobile: '改好后，手机号由申请人在企业微信里改，到时会通知对方。',
  waitsForNobody: '管理部门没有可以处理的人，请运维主管先在“角色与授权”里授予另一位；申请人不能处理自己反映的问题',
  writeAgain: '重新写入',
  stands: '核查后无需改动',
  answer: '管理部门答复',
  empty: '请填写说明，对方会看到',
  cancel: '取消',
}

const sheet = {
  intro:
    '这几项请在企业微信管理后台手动修改；通讯录由人事软件或目录服务维护的，请在那里修改。核对到新值后，申请自动办结。',
  where: (path: string, name: string) => `通讯录 → ${path} → ${name} → 编辑`,
  userid: '账号',
  was: (value: string) => `原来是 ${value}`,
  over: '此申请已无需手动修改',
  done: '已在后台修改，核对一致',
  isOpen: '尚未修改',
  isDone: '已改好',
  back: '回到申请',
}

const fieldSettings = {
  intro: '员工能申请修改哪些信息，哪些还要管理部门再确认一次。修改后立即生效，在办的申请也按新规则处理。',
  field: '信息',
  isOpen: '可申请修改',
  isConfirmedByOps: '管理部门再确认',
  confirmHint: '核实与确认须由两人分别完成',
  saved: '已保存',
}

export default { followUp, sheet, fieldSettings }
