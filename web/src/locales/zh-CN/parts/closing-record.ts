import { localTime } from '../../time.ts'
import { dayOnly, monthAndDay } from './phrases.ts'

/** Formats a day with its time. */
export const moment = (instant: string): string => `${dayOnly(instant)} ${localTime(instant).minutes}`

/** The printed record of a closing. */
export const closingRecord = {
  title: (name: string) => `${name}的办理记录`,
  open: '办理记录（可打印）',
  print: '打印',
  back: '返回办理',
  facts: '办理经过',
  items: '交接事项',
  history: '全部记录',
  none: '—',
  labels: {
    id: '编号',
    member: '成员',
    department: '部门',
    kind: '办理方式',
    day: '最后一天',
    effective: '生效日期',
    openedBy: '办理人',
    cleaned: '清理敏感信息',
    confirmed: '第二人确认',
    forced: '强制停用',
    reason: '原因',
    change: '变更',
    disabled: '停用账号',
    deletionAsked: '申请删除',
    deletionReason: '资料保留',
    deletionConfirmed: '确认删除',
    deleted: '删除账号',
    returned: '重新入职',
    notReturned: '不是同一人',
    devices: '可信设备',
    mailbox: '企业邮箱',
  },
  by: (name: string, at: string) => `${name}，${moment(at)}`,
  kept: (reason: string, day: string) => `${reason}，${monthAndDay(day)}起可以删除`,
  notCleaned: '本人未确认',
  notDisabled: '尚未停用',
  readBack: (at: string) => `${moment(at)}，企业微信确认`,
  columns: { item: '事项', state: '结果', heir: '接手人', at: '答复时间', reason: '原因' },
  audited: (id: string) => `审计日志中以编号 ${id} 保存了全部记录，可按编号导出并离线核对`,
}
