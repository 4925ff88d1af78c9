import { z } from 'zod'
import { cutBytes } from '../cut-bytes.ts'
import { get, post } from '../endpoint.ts'
import { refuse } from '../errors.ts'
import { createGroup, getGroup, sendGroupMessage, updateGroup } from '../group-chats.ts'

const userids = z.array(z.string()).optional()

const sendSchema = z.looseObject({
  chatid: z.string().optional(),
  msgtype: z.string(),
  text: z.looseObject({ content: z.string() }).optional(),
  markdown: z.looseObject({ content: z.string() }).optional(),
  textcard: z.looseObject({ title: z.string(), description: z.string(), url: z.string() }).optional(),
})

/** Limits of a textcard in bytes, where message/send counts characters (doc 90248). */
const TITLE_BYTES = 128
const DESCRIPTION_BYTES = 512
const TEXT_BYTES = 2048

const textOf = (body: z.infer<typeof sendSchema>): string => {
  if (body.msgtype === 'text' || body.msgtype === 'markdown') {
    return cutBytes(body[body.msgtype]?.content ?? '', TEXT_BYTES)
  }
  if (body.msgtype !== 'textcard') return refuse(40008, `${body.msgtype} is not simulated`)
  const card = body.textcard ?? refuse(40063, 'textcard')
  return `${cutBytes(card.title, TITLE_BYTES)}\n${cutBytes(card.description, DESCRIPTION_BYTES)}`
}

/** Groups that the app creates (doc 90245, 98913, 98914, 90248). */
export const groupChatEndpoints = [
  post('appchat/create', {
    token: 'agent',
    body: z.looseObject({
      name: z.string().optional(),
      owner: z.string().optional(),
      userlist: userids,
      chatid: z.string().optional(),
    }),
    handle: ({ context, body }) => ({ chatid: createGroup(context, body) }),
  }),
  post('appchat/update', {
    token: 'agent',
    body: z.looseObject({
      chatid: z.string().optional(),
      name: z.string().optional(),
      owner: z.string().optional(),
      add_user_list: userids,
      del_user_list: userids,
    }),
    handle: ({ context, body }) => {
      updateGroup(context, body)
      return {}
    },
  }),
  get('appchat/get', {
    token: 'agent',
    query: z.looseObject({ chatid: z.string().optional() }),
    handle: ({ context, query }) => ({ chat_info: getGroup(context, query.chatid) }),
  }),
  post('appchat/send', {
    token: 'agent',
    body: sendSchema,
    handle: ({ context, body }) => {
      sendGroupMessage(context, body.chatid, body.msgtype, textOf(body))
      return {}
    },
  }),
]
