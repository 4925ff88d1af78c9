import { draftBody, draftParam, draftView } from '@desk/shared/drafts/draft-schemas'
import { Hono } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { validate } from '../../http/validate.ts'
import type { Deps } from '../../kernel/deps.ts'
import { discardDraft, getDraft, saveDraft } from './save-draft.ts'

export const draftRoutes = (deps: Pick<Deps, 'db' | 'clock'>) =>
  new Hono<AppEnv>()
    .get('/:kind', describeJson('Get the saved draft', draftView), validate('param', draftParam), async (c) =>
      c.json(await getDraft(deps, c.var.actor, c.req.valid('param').kind), 200),
    )
    .post(
      '/:kind',
      describeJson('Save the draft', draftView),
      validate('param', draftParam),
      validate('json', draftBody),
      async (c) => c.json(await saveDraft(deps, c.var.actor, c.req.valid('param').kind, c.req.valid('json')), 200),
    )
    .post('/:kind/discard', describeJson('Delete the draft', draftView), validate('param', draftParam), async (c) =>
      c.json(await discardDraft(deps, c.var.actor, c.req.valid('param').kind), 200),
    )
