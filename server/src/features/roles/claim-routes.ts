import { claimBody } from '@desk/shared/identity/session-schemas'
import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AppEnv } from '../../http/app-env.ts'
import { validate } from '../../http/validate.ts'
import type { Deps } from '../../kernel/deps.ts'
import { rateWindow } from '../../kernel/rate-window.ts'
import { CLAIM_TRIES, claimOps } from './claim-ops-lead.ts'

/** For the day when nobody is the ops lead: the code is on the console of whoever started the server. */
export function claimRoutes(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'emit'>,
  { sessionSecret }: { sessionSecret: string },
) {
  const tries = rateWindow(deps.clock, CLAIM_TRIES)
  return new Hono<AppEnv>().post(
    '/',
    describeRoute({ responses: { 204: { description: 'The caller is the ops lead now' } } }),
    validate('json', claimBody),
    async (c) => {
      const { code } = c.req.valid('json')
      await claimOps(deps, c.var.actor, { code, secret: sessionSecret, tries })
      return c.body(null, 204)
    },
  )
}
