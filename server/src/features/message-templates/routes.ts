import { messageTextBody, messageTextList } from '@desk/shared/message-templates/message-template-schemas'
import { Hono } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { validate } from '../../http/validate.ts'
import type { Deps } from '../../kernel/deps.ts'
import { changeMessageTemplate, listMessageTemplates } from './message-templates.ts'

export const messageTemplateRoutes = (deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>) =>
  new Hono<AppEnv>()
    .get('/', describeJson('List message templates', messageTextList), async (c) =>
      c.json(await listMessageTemplates(deps, c.var.actor), 200),
    )
    .post(
      '/',
      describeJson('Change a message template', messageTextList),
      validate('json', messageTextBody),
      async (c) => {
        await changeMessageTemplate(deps, c.var.actor, c.req.valid('json'))
        return c.json(await listMessageTemplates(deps, c.var.actor), 200)
      },
    )
