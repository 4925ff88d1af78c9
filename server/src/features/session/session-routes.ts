import { sessionList } from '@desk/shared/session/session-schemas'
import { idSchema } from '@desk/shared/kernel/ids'
import { type Context, Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { validate } from '../../http/validate.ts'
import type { Deps } from '../../kernel/deps.ts'
import { endOtherSessions, endOwnSession } from './end-own-sessions.ts'
import { listSessions, type OwnSession } from './list-sessions.ts'

const refParam = z.object({ ref: idSchema('session') })
const ownOf = (c: Context<AppEnv>): OwnSession => ({ userid: c.var.actor.userid, hash: c.var.sessionHash })

/** Defines the routes of the caller's own sessions. Each change responds with the current list. */
export const ownSessionRoutes = (deps: Pick<Deps, 'db' | 'clock'>) =>
  new Hono<AppEnv>()
    .get('/', describeJson("List the caller's sessions", sessionList), async (c) =>
      c.json(await listSessions(deps, ownOf(c)), 200),
    )
    .post('/end-others', describeJson('End all sessions except the current one', sessionList), async (c) => {
      await endOtherSessions(deps, ownOf(c))
      return c.json(await listSessions(deps, ownOf(c)), 200)
    })
    .post('/:ref/end', describeJson('End one session', sessionList), validate('param', refParam), async (c) => {
      await endOwnSession(deps, c.var.actor, c.req.valid('param').ref)
      return c.json(await listSessions(deps, ownOf(c)), 200)
    })
