import { draftBody, draftParam, draftView } from '@desk/shared/drafts/draft-schemas'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import type { AppEnv } from '../../http/app-env.ts'
import { validate } from '../../http/validate.ts'
import type { Deps } from '../../kernel/deps.ts'
import { discardDraft, getDraft, saveDraft } from './save-draft.ts'

const answer = (summary: string) =>
  describeRoute({
    summary,
    responses: { 200: { description: summary, content: { 'application/json': { schema: resolver(draftView) } } } },
  })

export const draftRoutes = (deps: Pick<Deps, 'db' | 'clock'>) =>
  new Hono<AppEnv>()
    .get('/:kind', answer('Get the saved draft'), validate('param', draftParam), async (c) =>
      c.json(await getDraft(deps, c.var.actor, c.req.valid('param').kind), 200),
    )
    .post(
      '/:kind',
      answer('Save the draft'),
      validate('param', draftParam),
      validate('json', draftBody),
      async (c) => c.json(await saveDraft(deps, c.var.actor, c.req.valid('param').kind, c.req.valid('json')), 200),
    )
    .post('/:kind/discard', answer('Delete the draft'), validate('param', draftParam), async (c) =>
      c.json(await discardDraft(deps, c.var.actor, c.req.valid('param').kind), 200),
    )
