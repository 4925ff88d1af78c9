/** A group chat of members in WeCom (doc 98914). */
export type WecomGroup = { chatId: string; name: string; ownerId: string; members: readonly string[] }

/** Changes of a group; absent values stay. */
export type GroupChange = {
  name?: string
  ownerId?: string
  add?: readonly string[]
  remove?: readonly string[]
}

/**
 * Groups that this app created; others are not visible to it. Requires an app that is visible to the whole company (doc
 * 90244).
 */
export type WecomGroups = {
  /**
   * Creates a group under an id chosen by this app, so that a lost response never leads to a second group.
   *
   * @throws WecomRefusedError 86215 when the id is taken: read it, and check whether it is this group
   */
  createGroup(group: WecomGroup): Promise<void>
  /**
   * Returns the group with that id; null when there is none.
   *
   * @throws WecomRefusedError 49008 when it was dissolved, 86008 when it belongs to another app
   */
  findGroup(chatId: string): Promise<WecomGroup | null>
  changeGroup(chatId: string, change: GroupChange): Promise<void>
  /** Sends a message to the group. Not idempotent: a repetition sends it twice. */
  speakInGroup(chatId: string, text: string): Promise<void>
}
