import { z } from 'zod'
import { findMember } from '../directory.ts'
import { post } from '../endpoint.ts'
import { refuse } from '../errors.ts'
import { cardStateOf, RESPONSE_CODE_LIFETIME_MS, type SimMessage } from '../messages.ts'
import { resolveRecipients } from '../recipients.ts'
import { checkCard, acceptsReplaceName, templateCardSchema } from '../template-card.ts'
import type { SimulatorContext } from '../simulator-context.ts'
import { isMemberVisible } from '../visibility.ts'

const updateSchema = z.looseObject({
  userids: z.array(z.string()).max(1000).optional(),
  partyids: z.array(z.number().int()).max(100).optional(),
  tagids: z.array(z.number().int()).max(100).optional(),
  atall: z.number().optional(),
  agentid: z.number().int(),
  response_code: z.string(),
  button: z.looseObject({ replace_name: z.string() }).optional(),
  template_card: templateCardSchema.optional(),
})
type Update = z.infer<typeof updateSchema>

const messageOf = (context: SimulatorContext, responseCode: string): SimMessage => {
  const code = context.state.responseCodes[responseCode]
  const isUnusable = !code || code.used || context.clock.nowMs() - code.issuedAtMs > RESPONSE_CODE_LIFETIME_MS
  if (isUnusable) return refuse(60140)
  return context.state.messages.find((message) => message.msgid === code.msgid) ?? refuse(60140)
}

/** Returns whether the recipient of a message is still a member in the visible range, as for a new message. */
const isKnown = ({ state }: SimulatorContext, userid: string): boolean => {
  const member = findMember(state.directory, userid)
  return member !== undefined && !member.hasLeft && isMemberVisible(state, 'agent', member)
}

/**
 * Splits the named members into recipients of the message and others, among them those who were deleted meanwhile. We assume
 * that an update that reaches no recipient is refused with 82102.
 */
const targetsOf = (
  context: SimulatorContext,
  update: Update,
  message: SimMessage,
): { recipients: string[]; invalid: string[] } => {
  const known = message.to.filter((userid) => isKnown(context, userid))
  if (update.atall === 1) return known.length > 0 ? { recipients: known, invalid: [] } : refuse(82102)
  const users = update.userids ?? []
  const parties = (update.partyids ?? []).map(String)
  const tags = (update.tagids ?? []).map(String)
  if (users.length + parties.length + tags.length === 0) return refuse(82101)
  const named = new Set(users.map((userid) => userid.toLowerCase()))
  for (const member of resolveRecipients(context.state, { users: [], parties, tags, everyone: false }).members) {
    named.add(member.userid.toLowerCase())
  }
  const recipients = known.filter((userid) => named.has(userid.toLowerCase()))
  if (recipients.length === 0) return refuse(82102)
  const received = new Set(known.map((userid) => userid.toLowerCase()))
  return { recipients, invalid: users.map((userid) => userid.toLowerCase()).filter((userid) => !received.has(userid)) }
}

export const cardEndpoints = [
  post('message/update_template_card', {
    token: 'agent',
    body: updateSchema,
    handle: ({ context, body }) => {
      if (body.agentid !== context.state.app.agentId) return refuse(42015)
      const message = messageOf(context, body.response_code)
      const { recipients, invalid } = targetsOf(context, body, message)
      const sent = message.content.msgtype === 'template_card' ? message.content.card : refuse(60140)
      if (!body.button && !body.template_card) return refuse(40063, 'button or template_card')
      if (body.template_card) checkCard(body.template_card, 'update')
      if (body.button && !acceptsReplaceName(cardStateOf(message, recipients[0] ?? '')?.card ?? sent))
        return refuse(42018)
      const code = context.state.responseCodes[body.response_code]
      if (code) code.used = true
      for (const userid of recipients) {
        const current = cardStateOf(message, userid)
        message.cards[userid] = {
          card: body.template_card ?? current?.card ?? sent,
          replaceName: body.button?.replace_name ?? null,
          clickedKey: current?.clickedKey ?? null,
        }
      }
      const title = (body.template_card ?? sent).main_title?.title ?? ''
      const replaceName = body.button?.replace_name ?? null
      context.record({
        effect: 'card.update',
        to: recipients,
        msgid: message.msgid,
        taskId: message.taskId,
        title,
        replaceName,
      })
      context.changed('chat')
      return { invaliduser: invalid }
    },
  }),
]
