type GroupMessage = { at: number; msgtype: string; text: string; delivered: string[] }

/** An internal group chat (doc 90244). The app can use only groups that it created (else 86008). */
export type GroupChat = {
  chatid: string
  name: string
  owner: string
  userlist: string[]
  creator: 'app' | 'member'
  dissolved: boolean
  messages: GroupMessage[]
}

/** Use of the limits of group chats: calls of all apps of the company, and messages by member. */
export type GroupUse = {
  created: { day: number; count: number }
  changed: { hour: number; count: number }
  sent: { minute: number; recipients: number }
  delivered: Record<string, number[]>
  dropped: Record<string, number>
}
export const emptyGroupUse = (): GroupUse => ({
  created: { day: 0, count: 0 },
  changed: { hour: 0, count: 0 },
  sent: { minute: 0, recipients: 0 },
  delivered: {},
  dropped: {},
})
