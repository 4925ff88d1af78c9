/** A group of colleagues as WeCom has it (doc 98914). */
export type WecomGroup = { chatId: string; name: string; ownerId: string; members: readonly string[] }

/** What becomes of a group; absent: as it was. */
export type GroupChange = {
  name?: string
  ownerId?: string
  add?: readonly string[]
  remove?: readonly string[]
}

/** Groups that this app made; others it cannot see. All wants an app that the whole company sees (doc 90244). */
export type WecomGroups = {
  /**
   * Makes a group under an id of our own, so that a lost answer never leads to a second one.
   *
   * @throws WecomRefusedError 86215 when the id is taken: read it, and see whether it is this one
   */
  createGroup(group: WecomGroup): Promise<void>
  /** Null when there is none under that id. @throws WecomRefusedError 49008 when it was dissolved, 86008 for another's */
  findGroup(chatId: string): Promise<WecomGroup | null>
  changeGroup(chatId: string, change: GroupChange): Promise<void>
  /** Says something in the group. Has no name of its own: whoever repeats it says it twice. */
  speakInGroup(chatId: string, text: string): Promise<void>
}
