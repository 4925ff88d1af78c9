import { createHash } from 'node:crypto'
import { z } from 'zod'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { post } from '../endpoint.ts'
import { refuse } from '../errors.ts'
import { cutBytes } from '../cut-bytes.ts'
import { requireMedia } from '../media.ts'
import { countDelivery, spendRecipients } from '../message-budget.ts'
import { titleOf, type MessageContent, type SimMessage } from '../messages.ts'
import { resolveRecipients, splitList, type ResolvedRecipients } from '../recipients.ts'
import { checkCard, isUpdatable, templateCardSchema } from '../template-card.ts'
import type { SimulatorContext } from '../simulator-context.ts'

const mediaPart = z.looseObject({ media_id: z.string(), title: z.string().optional() }).optional()

const sendSchema = z.looseObject({
  touser: z.string().optional(),
  toparty: z.string().optional(),
  totag: z.string().optional(),
  msgtype: z.string(),
  agentid: z.number().int(),
  safe: z.number().optional(),
  enable_id_trans: z.number().optional(),
  enable_duplicate_check: z.number().optional(),
  duplicate_check_interval: z.number().max(14_400).optional(),
  text: z.looseObject({ content: z.string() }).optional(),
  markdown: z.looseObject({ content: z.string() }).optional(),
  textcard: z
    .looseObject({
      title: z.string(),
      description: z.string().optional(),
      url: z.string(),
      btntxt: z.string().optional(),
    })
    .optional(),
  template_card: templateCardSchema.optional(),
  image: mediaPart,
  voice: mediaPart,
  video: mediaPart,
  file: mediaPart,
})
type Send = z.infer<typeof sendSchema>

const contentOf = (context: SimulatorContext, send: Send): MessageContent => {
  switch (send.msgtype) {
    case 'text':
    case 'markdown': {
      const content = send[send.msgtype]?.content ?? ''
      if (content === '') return refuse(44004)
      return { msgtype: send.msgtype, content: cutBytes(content, 2048) }
    }
    case 'textcard': {
      const card = send.textcard ?? refuse(40063, 'textcard')
      if (!card.description) return refuse(41033)
      if (!/^https?:\/\//.test(card.url)) return refuse(45034)
      return {
        msgtype: 'textcard',
        title: [...card.title].slice(0, 128).join(''),
        description: [...card.description].slice(0, 512).join(''),
        url: card.url,
        btntxt: card.btntxt ?? '详情',
      }
    }
    case 'template_card': {
      const card = send.template_card ?? refuse(42031)
      if (isUpdatable(card) && !context.state.receivers.app) return refuse(43012)
      checkCard(card, 'send')
      return { msgtype: 'template_card', card }
    }
    case 'image':
    case 'voice':
    case 'video':
    case 'file': {
      const part = send[send.msgtype] ?? refuse(40063, send.msgtype)
      const { mediaId, filename } = requireMedia(context, part.media_id, send.msgtype)
      return { msgtype: send.msgtype, mediaId, title: part.title ?? filename }
    }
    default:
      return refuse(40008, `${send.msgtype} is not simulated`)
  }
}

const checkTaskId = (context: SimulatorContext, content: MessageContent): void => {
  if (content.msgtype !== 'template_card' || content.card.task_id === undefined) return
  if (context.state.taskIds[content.card.task_id]) refuse(42014, 'task_id repeated')
}

const findDuplicate = (context: SimulatorContext, send: Send): SimMessage | null => {
  if (send.enable_duplicate_check !== 1) return null
  const fingerprint = fingerprintOf(send)
  const since = context.clock.nowMs() - (send.duplicate_check_interval ?? 1800) * 1000
  return context.state.messages.find((message) => message.fingerprint === fingerprint && message.at >= since) ?? null
}

const fingerprintOf = (send: Send): string => createHash('sha256').update(JSON.stringify(send)).digest('hex')

const sendResult = (context: SimulatorContext, resolved: ResolvedRecipients, msgid: string, responseCode?: string) => {
  const invalid = {
    invaliduser: resolved.invalidUsers.join('|'),
    invalidparty: resolved.invalidParties.join('|'),
    invalidtag: resolved.invalidTags.join('|'),
    unlicenseduser: '',
  }
  const invalidFields =
    context.state.switches.emptyInvalidFields === 'empty'
      ? invalid
      : Object.fromEntries(Object.entries(invalid).filter(([, value]) => value !== ''))
  return { ...invalidFields, msgid, ...(responseCode === undefined ? {} : { response_code: responseCode }) }
}

const issueResponseCode = (context: SimulatorContext, msgid: string): string => {
  const code = context.newId('rc')
  context.state.responseCodes[code] = { msgid, issuedAtMs: context.clock.nowMs(), used: false }
  return code
}

const sendMessage = (context: SimulatorContext, body: Send) => {
  if (body.agentid !== context.state.app.agentId) refuse(301002)
  const everyone = body.touser === '@all'
  const to = {
    users: everyone ? [] : splitList(body.touser),
    parties: splitList(body.toparty),
    tags: splitList(body.totag),
    everyone,
  }
  if (!everyone && to.users.length + to.parties.length + to.tags.length === 0) refuse(82001)
  if (to.users.length > 1000) refuse(40032)
  const content = contentOf(context, body)
  const resolved = resolveRecipients(context.state, to)
  if (resolved.members.length === 0) refuse(81013)
  const isTaskIdFirst = context.state.switches.repeatedMessage === 'taskIdFirst'
  if (isTaskIdFirst) checkTaskId(context, content)
  const earlier = findDuplicate(context, body)
  if (earlier) {
    const isSameId = context.state.switches.duplicateMessageId === 'same'
    return sendResult(context, resolved, isSameId ? earlier.msgid : context.newId('msg'))
  }
  checkTaskId(context, content)
  spendRecipients(context, resolved.members.length)
  const msgid = context.newId('msg')
  const card = content.msgtype === 'template_card' ? content.card : null
  const delivered = resolved.members.map((member) => member.userid).filter((userid) => countDelivery(context, userid))
  const taskId = card?.task_id ?? null
  if (taskId !== null) context.state.taskIds[taskId] = true
  context.state.messages.push({
    msgid,
    at: context.clock.nowMs(),
    content,
    taskId,
    to: delivered,
    recalled: false,
    cards: {},
    fingerprint: fingerprintOf(body),
  })
  if (delivered.length > 0) {
    context.record({
      effect: 'message',
      to: delivered,
      msgtype: content.msgtype,
      taskId,
      title: titleOf(content),
      msgid,
    })
    context.changed('chat')
  }
  return sendResult(context, resolved, msgid, card && isUpdatable(card) ? issueResponseCode(context, msgid) : undefined)
}

export const messageEndpoints = [
  post('message/send', { token: 'agent', body: sendSchema, handle: ({ context, body }) => sendMessage(context, body) }),
  post('message/recall', {
    token: 'agent',
    body: z.looseObject({ msgid: z.string() }),
    handle: ({ context, body }) => {
      const message = context.state.messages.find((candidate) => candidate.msgid === body.msgid)
      if (!message) return refuse(40058)
      if (context.clock.nowMs() - message.at > DAY_MS) return refuse(42052)
      if (!message.recalled) {
        message.recalled = true
        context.record({ effect: 'message.recall', msgid: message.msgid, to: message.to })
        context.changed('chat')
      }
      return {}
    },
  }),
]
