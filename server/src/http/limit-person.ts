import { routeLimits } from '@desk/shared/pages/route-limits'
import { createMiddleware } from 'hono/factory'
import { LimitReachedError } from '../kernel/app-error.ts'
import type { PersonLimits } from '../ports/person-limits.ts'
import type { AppEnv } from './app-env.ts'
import { routeKeysOf } from './route-rules.ts'

/** Counts what the table in `shared` limits for a person, before any handler runs. */
export const limitPerson = (limits: PersonLimits) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const actor = c.get('actor') as AppEnv['Variables']['actor'] | undefined
    const limit = routeKeysOf(c).flatMap((key) => routeLimits[key] ?? [])[0]
    const overMs = actor && limit ? await limits.spend(limit, actor.userid) : null
    if (overMs !== null) {
      c.header('retry-after', String(Math.ceil(overMs / 1000)))
      throw new LimitReachedError()
    }
    return next()
  })
