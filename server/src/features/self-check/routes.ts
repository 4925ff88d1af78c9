import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { type CheckView, checkView } from '@desk/shared/self-check/self-check-schemas'
import { Hono } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { rateWindow } from '../../kernel/rate-window.ts'
import { getSelfCheck } from './get-self-check.ts'
import { type CheckDeps, runSelfCheck } from './jobs/run-self-check.ts'

/** Limit for all callers together: each run makes about six calls to WeCom, twice as many when it sets the tile. */
const RUNS_PER_MINUTE = 6
const ALL_CALLERS = 'all'

/** `prepareTile`: sets the numbers on the workbench tile, where the console allows them. */
type RouteDeps = CheckDeps & { prepareTile: () => Promise<void> }

/** Runs the self-check. A tile that is still the plain icon is set, since the console may allow it by now, and checked again. */
async function checkWithTile(deps: RouteDeps): Promise<CheckView> {
  const checked = await runSelfCheck(deps)
  const isPlain = checked.items.some(({ item, reason }) => item === 'workbench_tile' && reason === 'not_custom')
  if (!isPlain) return checked
  try {
    await deps.prepareTile()
  } catch (error) {
    deps.log.warn({ err: error }, 'the workbench tile was not set')
    return checked
  }
  return runSelfCheck(deps)
}

export const selfCheckRoutes = (deps: RouteDeps) => {
  const runs = rateWindow(deps.clock, { limit: RUNS_PER_MINUTE, windowMs: MINUTE_MS })
  return new Hono<AppEnv>()
    .get('/', describeJson('Get the last self-check', checkView), async (c) => c.json(await getSelfCheck(deps), 200))
    .post('/run', describeJson('Run the self-check', checkView), async (c) => {
      runs.addOrThrow(ALL_CALLERS, 'Too many self-checks')
      return c.json(await checkWithTile(deps), 200)
    })
}
