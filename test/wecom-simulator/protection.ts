/** A row of 管理端操作记录 (doc 100179). */
type AdminOperation = {
  time: number
  userid: string
  oper_type: number
  detail_type: number
  detail_info: string
  ip: string
}

/** Functions of 安全, 客户联系 and 企业邮箱: which are on for this app, and their records. */
export type Protection = {
  /** 成员操作记录, readable by this app (doc 100178). */
  operationLog: boolean
  /** 设备管理 (doc 98920). */
  deviceManagement: boolean
  /** 企业邮箱 (doc 95512). */
  mailboxes: boolean
  /** Error code of a function that is off; not documented. */
  notAvailableCode: 48002 | 60011 | 301002
  operations: { time: number; userid: string; oper_type: number; ip: string }[]
  /** 管理端操作记录, readable by this app (doc 100179). */
  adminLog: boolean
  /** The admin who acts in the console; null: the member who registered the company. */
  consoleOperator: string | null
  adminOperations: AdminOperation[]
  devices: { device_code: string; userid: string; type: 1 | 2 | 3; pc_name: string }[]
  /** The app is listed under 客户联系 → 可调用接口的应用 (doc 92113). */
  customerContact: boolean
  customers: { external_userid: string; userid: string }[]
  /** Changed mailboxes, by userid. */
  mailboxState: Record<string, { enabled: boolean; imap: boolean; pop: boolean }>
}

export const defaultProtection = (): Protection => ({
  operationLog: true,
  deviceManagement: true,
  mailboxes: true,
  notAvailableCode: 48002,
  operations: [],
  adminLog: true,
  consoleOperator: null,
  adminOperations: [],
  devices: [],
  customerContact: true,
  customers: [],
  mailboxState: {},
})
