import { activityPage } from '@desk/shared/activity/activity-schemas'
import { pageQuery } from '@desk/shared/kernel/page'
import { Hono } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { validate } from '../../http/validate.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { listActivity } from './list-activity.ts'

/** Defines the route of the caller's own account activity. */
export const activityRoutes = (deps: ReadDeps) =>
  new Hono<AppEnv>().get(
    '/',
    describeJson("List the activity of the caller's account", activityPage),
    validate('query', pageQuery),
    async (c) => {
      const own = { userid: c.var.actor.userid, hash: c.var.sessionHash }
      return c.json(await listActivity(deps, own, c.req.valid('query')), 200)
    },
  )
