import { checkView } from '@desk/shared/settings/self-check-schemas'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import type { AppEnv } from '../../http/app-env.ts'
import { TooManyError } from '../../kernel/app-error.ts'
import { rateWindow } from '../../kernel/rate-window.ts'
import { type CheckDeps, getSelfCheck, runSelfCheck } from './run-self-check.ts'

/** Each run costs WeCom half a dozen calls. */
const RUNS_A_MINUTE = 6
const EVERYBODY = 'everybody'

const answer = (summary: string) =>
  describeRoute({
    summary,
    responses: { 200: { description: summary, content: { 'application/json': { schema: resolver(checkView) } } } },
  })

export const selfCheckRoutes = (deps: CheckDeps) => {
  const runs = rateWindow(deps.clock, { limit: RUNS_A_MINUTE, windowMs: 60_000 })
  return new Hono<AppEnv>()
    .get('/', answer('What the last self-check found'), async (c) => c.json(await getSelfCheck(deps), 200))
    .post('/run', answer('Check now'), async (c) => {
      if (runs.isFull(EVERYBODY)) throw new TooManyError('Too many self-checks')
      runs.add(EVERYBODY)
      return c.json(await runSelfCheck(deps), 200)
    })
}
