import { infoChangeForm } from '@desk/shared/requests/request-schemas'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import type { AppEnv } from '../../../http/app-env.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { getInfoChangeForm } from './get-info-change-form.ts'

const formAnswer = describeRoute({
  summary: 'The prefilled form of an information change',
  responses: { 200: { description: 'Form', content: { 'application/json': { schema: resolver(infoChangeForm) } } } },
})

export const infoChangeRoutes = (deps: Deps) =>
  new Hono<AppEnv>().get('/form', formAnswer, async (c) => c.json(await getInfoChangeForm(deps, c.var.actor), 200))
