/** What a company may have switched on to protect its accounts, and what is recorded there. */
export type Protection = {
  /** 成员操作记录 with this app among those that may read it (doc 100178). */
  operationLog: boolean
  /** 设备管理 (doc 98920). */
  deviceManagement: boolean
  /** 企业邮箱 (doc 95512). */
  mailboxes: boolean
  /** What is answered where it is not: documented for none of them. */
  notAvailableCode: 48002 | 60011 | 301002
  operations: { time: number; userid: string; oper_type: number; ip: string }[]
  devices: { device_code: string; userid: string; type: 1 | 2 | 3; pc_name: string }[]
  /** By userid: mailboxes that are not as they were made. */
  mailboxState: Record<string, { enabled: boolean; imap: boolean; pop: boolean }>
}

export const noProtection = (): Protection => ({
  operationLog: true,
  deviceManagement: true,
  mailboxes: true,
  notAvailableCode: 48002,
  operations: [],
  devices: [],
  mailboxState: {},
})
