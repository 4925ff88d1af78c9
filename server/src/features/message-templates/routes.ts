import { messageTextBody, messageTextList } from '@desk/shared/notices/message-template-schemas'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import type { AppEnv } from '../../http/app-env.ts'
import { validate } from '../../http/validate.ts'
import type { Deps } from '../../kernel/deps.ts'
import { changeMessageTemplate, listMessageTemplates } from './message-templates.ts'

const answer = (summary: string) =>
  describeRoute({
    summary,
    responses: {
      200: { description: summary, content: { 'application/json': { schema: resolver(messageTextList) } } },
    },
  })

export const textRoutes = (deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>) =>
  new Hono<AppEnv>()
    .get('/', answer('List message templates'), async (c) => c.json(await listMessageTemplates(deps, c.var.actor), 200))
    .post('/', answer('Change a message template'), validate('json', messageTextBody), async (c) => {
      await changeMessageTemplate(deps, c.var.actor, c.req.valid('json'))
      return c.json(await listMessageTemplates(deps, c.var.actor), 200)
    })
