type GroupMessage = { at: number; msgtype: string; text: string; delivered: string[] }

/** A group of colleagues (doc 90244). `creator`: only groups that the app made answer the app (86008). */
export type GroupChat = {
  chatid: string
  name: string
  owner: string
  userlist: string[]
  creator: 'app' | 'hand'
  dissolved: boolean
  messages: GroupMessage[]
}

/** Calls of the company, all its apps together, and what members were sent in groups. */
export type GroupUse = {
  created: { day: number; count: number }
  changed: { hour: number; count: number }
  spoken: { minute: number; personTimes: number }
  delivered: Record<string, number[]>
  dropped: Record<string, number>
}
export const unusedGroups = (): GroupUse => ({
  created: { day: 0, count: 0 },
  changed: { hour: 0, count: 0 },
  spoken: { minute: 0, personTimes: 0 },
  delivered: {},
  dropped: {},
})
