import { activityPage } from '@desk/shared/activity/activity-schemas'
import { pageQuery } from '@desk/shared/kernel/page'
import { Hono } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { validate } from '../../http/validate.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { listActivity } from './list-activity.ts'

/** Defines the route of what the caller's account did. */
export const activityRoutes = (deps: ReadDeps) =>
  new Hono<AppEnv>().get(
    '/',
    describeJson('List what the account of the caller did', activityPage),
    validate('query', pageQuery),
    async (c) => {
      const own = { userid: c.var.actor.userid, hash: c.var.sessionHash }
      return c.json(await listActivity(deps, own, c.req.valid('query')), 200)
    },
  )
