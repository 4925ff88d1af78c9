import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { checkView } from '@desk/shared/self-check/self-check-schemas'
import { Hono } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { rateWindow } from '../../kernel/rate-window.ts'
import { getSelfCheck } from './get-self-check.ts'
import { type CheckDeps, runSelfCheck } from './jobs/run-self-check.ts'

/** Limit for all callers together: each run makes about six calls to WeCom. */
const RUNS_PER_MINUTE = 6
const ALL_CALLERS = 'all'

export const selfCheckRoutes = (deps: CheckDeps) => {
  const runs = rateWindow(deps.clock, { limit: RUNS_PER_MINUTE, windowMs: MINUTE_MS })
  return new Hono<AppEnv>()
    .get('/', describeJson('Get the last self-check', checkView), async (c) => c.json(await getSelfCheck(deps), 200))
    .post('/run', describeJson('Run the self-check', checkView), async (c) => {
      runs.addOrThrow(ALL_CALLERS, 'Too many self-checks')
      return c.json(await runSelfCheck(deps), 200)
    })
}
