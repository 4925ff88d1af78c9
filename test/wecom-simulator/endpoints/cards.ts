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

/** Returns whether this userid still belongs to a member in the visible range, as a new message requires. */
const isReachable = ({ state }: SimulatorContext, userid: string): boolean => {
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
  const reachable = message.to.filter((userid) => isReachable(context, userid))
  if (update.atall === 1) return reachable.length > 0 ? { recipients: reachable, invalid: [] } : refuse(82102)
  const users = update.userids ?? []
  const parties = (update.partyids ?? []).map(String)
  const tags = (update.tagids ?? []).map(String)
  if (users.length + parties.length + tags.length === 0) return refuse(82101)
  const named = new Set(users.map((userid) => userid.toLowerCase()))
  for (const member of resolveRecipients(context.state, { users: [], parties, tags, everyone: false }).members) {
    named.add(member.userid.toLowerCase())
  }
  const recipients = reachable.filter((userid) => named.has(userid.toLowerCase()))
  if (recipients.length === 0) return refuse(82102)
  const reachableUserids = new Set(reachable.map((userid) => userid.toLowerCase()))
  return {
    recipients,
    invalid: users.map((userid) => userid.toLowerCase()).filter((userid) => !reachableUserids.has(userid)),
  }
}

export const cardEndpoints = [
  post('message/update_template_card', {
    token: 'agent',
    body: updateSchema,
    handle: ({ context, body }) => {
      if (body.agentid !== context.state.app.agentId) return refuse(42015)
      const message = messageOf(context, body.response_code)
      const { recipients, invalid } = targetsOf(context, body, message)
      const sentCard = message.content.msgtype === 'template_card' ? message.content.card : refuse(60140)
      if (!body.button && !body.template_card) return refuse(40063, 'button or template_card')
      if (body.template_card) checkCard(body.template_card, 'update')
      if (body.button && !acceptsReplaceName(cardStateOf(message, recipients[0] ?? '')?.card ?? sentCard))
        return refuse(42018)
      const code = context.state.responseCodes[body.response_code]
      if (code) code.used = true
      for (const userid of recipients) {
        const current = cardStateOf(message, userid)
        message.cards[userid] = {
          card: body.template_card ?? current?.card ?? sentCard,
          replaceName: body.button?.replace_name ?? null,
          clickedKey: current?.clickedKey ?? null,
        }
      }
      const title = (body.template_card ?? sentCard).main_title?.title ?? ''
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
