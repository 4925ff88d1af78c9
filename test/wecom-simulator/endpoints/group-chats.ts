import { z } from 'zod'
import { get, post } from '../endpoint.ts'
import { refuse } from '../errors.ts'
import { createGroup, readGroup, speakInGroup, updateGroup } from '../group-chats.ts'

const ids = z.array(z.string()).optional()

const speech = z.looseObject({
  chatid: z.string().optional(),
  msgtype: z.string(),
  text: z.looseObject({ content: z.string() }).optional(),
  markdown: z.looseObject({ content: z.string() }).optional(),
  textcard: z.looseObject({ title: z.string(), description: z.string(), url: z.string() }).optional(),
})

/** Counted in bytes here, unlike message/send (doc 90248). */
const TITLE_BYTES = 128
const DESCRIPTION_BYTES = 512
const TEXT_BYTES = 2048

const fits = (text: string, bytes: number) => Buffer.byteLength(text) <= bytes || refuse(40035, 'too long')

const textOf = (body: z.infer<typeof speech>): string => {
  if (body.msgtype === 'text' || body.msgtype === 'markdown') {
    const content = body[body.msgtype]?.content ?? ''
    fits(content, TEXT_BYTES)
    return content
  }
  if (body.msgtype !== 'textcard') return refuse(40008, `${body.msgtype} is not simulated`)
  const card = body.textcard ?? refuse(40035, 'textcard')
  fits(card.title, TITLE_BYTES)
  fits(card.description, DESCRIPTION_BYTES)
  return `${card.title}\n${card.description}`
}

/** Groups that the app makes (doc 90245, 98913, 98914, 90248). */
export const groupChatEndpoints = [
  post('appchat/create', {
    token: 'agent',
    body: z.looseObject({
      name: z.string().optional(),
      owner: z.string().optional(),
      userlist: ids,
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
      add_user_list: ids,
      del_user_list: ids,
    }),
    handle: ({ context, body }) => {
      updateGroup(context, body)
      return {}
    },
  }),
  get('appchat/get', {
    token: 'agent',
    query: z.looseObject({ chatid: z.string().optional() }),
    handle: ({ context, query }) => ({ chat_info: readGroup(context, query.chatid) }),
  }),
  post('appchat/send', {
    token: 'agent',
    body: speech,
    handle: ({ context, body }) => {
      speakInGroup(context, body.chatid, body.msgtype, textOf(body))
      return {}
    },
  }),
]
