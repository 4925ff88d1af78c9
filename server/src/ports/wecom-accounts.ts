/** An account to be created. One of `mobile` and `email` is required (60129). */
export type NewMember = {
  userid: string
  name: string
  mobile: string | null
  email: string | null
  /** Must exist: WeCom silently creates a department for an unknown id (doc 90195). */
  department: number
  position: string
}

/** WeCom's functions that open accounts, with the contacts secret. */
export type WecomAccounts = {
  /**
   * Creates an account without an invitation. Not repeatable: after a lost response the next call is refused with 60102,
   * and only `findMember` finds whose account it is.
   */
  createMember(member: NewMember): Promise<void>
  /**
   * Invites up to 1000 members (doc 90975); members who have joined are left out. Returns whom WeCom does not know. Success
   * does not prove delivery.
   */
  inviteMembers(userids: readonly string[]): Promise<{ unknown: readonly string[] }>
  /** Returns the address of a picture with the code by which people join the company; valid for 7 days (doc 91714). */
  findJoinCode(): Promise<string>
}
