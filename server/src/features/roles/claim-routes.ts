import { claimBody } from '@desk/shared/session/session-schemas'
import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AppEnv } from '../../http/app-env.ts'
import { validate } from '../../http/validate.ts'
import type { Deps } from '../../kernel/deps.ts'
import { rateWindow } from '../../kernel/rate-window.ts'
import { CLAIM_TRIES, claimOpsLead } from './claim-ops-lead.ts'

/** Defines the route to become ops lead while there is none, with the code that the server prints on its console. */
export function claimRoutes(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'emit'>,
  { sessionSecret }: { sessionSecret: string },
) {
  const tries = rateWindow(deps.clock, CLAIM_TRIES)
  return new Hono<AppEnv>().post(
    '/',
    describeRoute({ summary: 'Become ops lead', responses: { 204: { description: 'The caller is the ops lead' } } }),
    validate('json', claimBody),
    async (c) => {
      const { code } = c.req.valid('json')
      await claimOpsLead(deps, c.var.actor, { code, secret: sessionSecret, tries })
      return c.body(null, 204)
    },
  )
}
