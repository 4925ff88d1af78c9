import { settingsHub } from '@desk/shared/settings/hub-schemas'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import type { AppEnv } from '../../http/app-env.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { getSettingsHub } from './get-settings-hub.ts'

const summary = 'List settings that need attention'

export const settingsRoutes = (deps: ReadDeps) =>
  new Hono<AppEnv>().get(
    '/',
    describeRoute({
      summary,
      responses: { 200: { description: summary, content: { 'application/json': { schema: resolver(settingsHub) } } } },
    }),
    async (c) => c.json(await getSettingsHub(deps), 200),
  )
