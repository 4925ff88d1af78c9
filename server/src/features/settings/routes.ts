import { settingsHub } from '@desk/shared/settings/hub-schemas'
import { Hono } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { getSettingsHub } from './get-settings-hub.ts'

export const settingsRoutes = (deps: ReadDeps) =>
  new Hono<AppEnv>().get(
    '/',
    describeJson('Get the current settings and what needs attention', settingsHub),
    async (c) => c.json(await getSettingsHub(deps), 200),
  )
