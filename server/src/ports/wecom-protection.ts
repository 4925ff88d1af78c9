/** What a member did, as the console's operation log keeps it (doc 100178). The text is free Chinese: shown, never parsed. */
export type MemberOperation = { at: Date; type: number; ip: string }

/** Where a PC stands in 设备管理 (doc 98920): the company's, unknown, or the member's own. */
export type TrustedDevice = { code: string; type: 1 | 2 | 3 }

/** What WeCom offers to protect an account. All but the first needs something that not every company has. */
export type WecomProtection = {
  /** Disables or enables the whole account, with the contacts secret. Only `findMember().status` proves it. */
  setMemberEnabled(userid: string, isEnabled: boolean): Promise<void>
  /** Null: this company, or this app, may not read the log. Spans of more than a week are asked in parts. */
  listOperations(userid: string, span: { from: Date; to: Date }): Promise<readonly MemberOperation[] | null>
  /** Null: there is no 设备管理 here. */
  listTrustedDevices(userid: string): Promise<readonly TrustedDevice[] | null>
  deleteTrustedDevices(devices: readonly TrustedDevice[]): Promise<void>
  /** Disables the mailbox and closes IMAP and POP. False: there is no 企业邮箱 here, or he has no mailbox. */
  closeMailbox(userid: string): Promise<boolean>
  openMailbox(userid: string): Promise<boolean>
  /** Who stands before the page of 二次验证. @throws WecomRefusedError 40029 for a used or old code. */
  secondFactorOf(code: string): Promise<{ userid: string; tfaCode: string }>
  /** Lets that client in. */
  passSecondFactor(userid: string, tfaCode: string): Promise<void>
}
