import { HOUR_MS } from '@desk/shared/kernel/durations'

/** How late a row may reach a log of the console. WeCom does not document it. */
export const LOG_DELAY_MS = 2 * HOUR_MS

/** An action of a member in the console's operation log (doc 100178). The text is free Chinese: shown, never parsed. */
export type MemberOperation = { at: Date; type: number; ip: string }

/**
 * What an admin did in WeCom's console (doc 100179). Operations through the API are not in this log. `area` and `detailType`
 * are WeCom's numbers (`oper_type`, `detail_type`); the text is free Chinese: shown, never parsed.
 */
export type AdminOperation = {
  at: Date
  operator: string
  area: number
  detailType: number
  details: string
  ip: string
}

/** Type of a PC in 设备管理 (doc 98920): the company's, unknown, or the member's own. */
export type TrustedDevice = { code: string; type: 1 | 2 | 3 }

/**
 * `protocols_open`: the mailbox is disabled, and WeCom refused to close IMAP and POP. `unavailable`: 企业邮箱 is not
 * available, or the member has no mailbox.
 */
export type MailboxClosing = 'closed' | 'protocols_open' | 'unavailable'

/** WeCom's functions that protect an account. All but the first require a feature that not every company has. */
export type WecomProtection = {
  /** Disables or enables the account, with the contacts secret. Only `findMember().status` verifies it. */
  setMemberEnabled(userid: string, isEnabled: boolean): Promise<void>
  /**
   * Deletes the account for good, with the contacts secret (doc 90198). Only `findMember()` verifies it.
   *
   * @throws WecomRefusedError 60111 when there is none, 301005 for the creator of the company
   */
  deleteMember(userid: string): Promise<void>
  /**
   * Lists what a member did, oldest first. Null: this company, or this app, cannot read the log. Long periods are queried in
   * parts.
   *
   * @throws WecomUnreachableError if a part of the log could not be read to its end
   */
  listOperations(userid: string, span: { from: Date; to: Date }): Promise<readonly MemberOperation[] | null>
  /**
   * Lists what admins did in the console, oldest first; not limited to the visible range. Null: this app may not read
   * the log. Long periods are queried in parts.
   *
   * @throws WecomUnreachableError if a part of the log could not be read to its end
   */
  listAdminOperations(span: { from: Date; to: Date }): Promise<readonly AdminOperation[] | null>
  /** Null: 设备管理 is not available. */
  listTrustedDevices(userid: string): Promise<readonly TrustedDevice[] | null>
  deleteTrustedDevices(devices: readonly TrustedDevice[]): Promise<void>
  /**
   * Counts the customers whom a member serves (doc 92113); one who does not use 客户联系 has none. Null: this app may not
   * read them.
   */
  countCustomers(userid: string): Promise<number | null>
  /** Disables the mailbox and closes IMAP and POP. */
  closeMailbox(userid: string): Promise<MailboxClosing>
  /** Enables the mailbox. False: 企业邮箱 is not available, or the member has no mailbox. */
  openMailbox(userid: string): Promise<boolean>
  /** Returns who opened the page of 二次验证. @throws WecomRefusedError 40029 for a used or old code. */
  secondFactorOf(code: string): Promise<{ userid: string; tfaCode: string }>
  /** Completes the second factor of that client. */
  passSecondFactor(userid: string, tfaCode: string): Promise<void>
}
