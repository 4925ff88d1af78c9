import { hrHome } from '@desk/shared/accounts/hr-home-schemas'
import { Hono } from 'hono'
import type { AppEnv } from '../../../http/app-env.ts'
import { describeJson } from '../../../http/describe-json.ts'
import { getHrHome } from './get-hr-home.ts'
import type { HrHomeDeps } from './hr-section.ts'

/** Defines the route of HR's home. */
export const hrHomeRoutes = (deps: HrHomeDeps) =>
  new Hono<AppEnv>().get('/', describeJson('Get what HR has to do', hrHome), async (c) =>
    c.json(await getHrHome(deps, c.var.actor), 200),
  )
