import { createMiddleware } from 'hono/factory'
import { SECOND_MS } from '@desk/shared/kernel/durations'
import type { Telemetry } from '../ports/telemetry.ts'
import type { AppEnv } from './app-env.ts'
import { boundedMethod, matchedRoute } from './matched-route.ts'

/** Counts and times every answer. Runs first, so that answers of other middleware count as well. */
export const measureRequests = (telemetry: Telemetry) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const begunAt = performance.now()
    await next()
    const seconds = (performance.now() - begunAt) / SECOND_MS
    telemetry.httpAnswered({ method: boundedMethod(c), route: matchedRoute(c), status: c.res.status, seconds })
  })
