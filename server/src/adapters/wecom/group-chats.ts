import { z } from 'zod'
import type { WecomGroups } from '../../ports/wecom-groups.ts'
import { type AuthorizedCalls, nullFor } from './authorized-calls.ts'
import { get, post } from './http-call.ts'
import { textContent } from './message-content.ts'
import * as wire from './wire.ts'

const groupAnswer = z.object({
  chat_info: z.object({
    chatid: z.string().min(1),
    name: z.string().default(''),
    owner: z.string().default(''),
    userlist: z.array(z.string()).default([]),
  }),
})

/** No group has that id: the documentation names both codes (doc 90313). */
export const unknownGroupCodes: readonly number[] = [86003, 40050]

/** Returns the port's functions for group chats. */
export function groupChats({ asAgent }: AuthorizedCalls): WecomGroups {
  return {
    async createGroup({ chatId, name, ownerId, members }) {
      const body = { chatid: chatId, name, owner: ownerId, userlist: members }
      await asAgent(post('appchat/create', body), wire.emptyAnswer)
    },

    async findGroup(chatId) {
      const found = await asAgent(get('appchat/get', { chatid: chatId }), groupAnswer).catch(nullFor(unknownGroupCodes))
      if (!found) return null
      const { chatid, name, owner, userlist } = found.chat_info
      return { chatId: chatid, name, ownerId: owner, members: userlist }
    },

    async changeGroup(chatId, { name, ownerId, add = [], remove = [] }) {
      const body = {
        chatid: chatId,
        ...(name === undefined ? {} : { name }),
        ...(ownerId === undefined ? {} : { owner: ownerId }),
        ...(add.length === 0 ? {} : { add_user_list: add }),
        ...(remove.length === 0 ? {} : { del_user_list: remove }),
      }
      await asAgent(post('appchat/update', body), wire.emptyAnswer)
    },

    async speakInGroup(chatId, content) {
      const body = { chatid: chatId, msgtype: 'text', text: { content: textContent(content) }, safe: 0 }
      await asAgent(post('appchat/send', body), wire.emptyAnswer)
    },
  }
}
