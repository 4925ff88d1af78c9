import {
  closeManuallyBody,
  outboxHealth,
  outboxParam,
  outboxQuery,
  retryBody,
} from '@desk/shared/outbox/outbox-schemas'
import { Hono } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { validate } from '../../http/validate.ts'
import type { Deps } from '../../kernel/deps.ts'
import type { JobHandlers } from '../../outbox/run-job.ts'
import { closeManually } from './close-manually.ts'
import { getOutbox } from './get-outbox.ts'
import { pauseOutbox } from './pause-outbox.ts'
import { requeueDeadLetters } from './requeue-dead-letter.ts'

/** Defines the routes of the outbox page. Each change responds with the current page data. */
export const outboxRoutes = (deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>, handlers: JobHandlers) =>
  new Hono<AppEnv>()
    .get(
      '/',
      describeJson('Get pending jobs and dead letters', outboxHealth),
      validate('query', outboxQuery),
      async (c) => c.json(await getOutbox(deps, handlers, c.var.actor, c.req.valid('query')), 200),
    )
    .post('/pause', describeJson('Pause the outbox', outboxHealth), async (c) => {
      await pauseOutbox(deps, c.var.actor, { isPaused: true })
      return c.json(await getOutbox(deps, handlers, c.var.actor), 200)
    })
    .post('/resume', describeJson('Resume the outbox', outboxHealth), async (c) => {
      await pauseOutbox(deps, c.var.actor, { isPaused: false })
      return c.json(await getOutbox(deps, handlers, c.var.actor), 200)
    })
    .post(
      '/:id/retry',
      describeJson('Requeue a dead letter, or all of its cause', outboxHealth),
      validate('param', outboxParam),
      validate('json', retryBody),
      async (c) => {
        const input = { id: Number(c.req.valid('param').id), ...c.req.valid('json') }
        await requeueDeadLetters(deps, handlers, c.var.actor, input)
        return c.json(await getOutbox(deps, handlers, c.var.actor), 200)
      },
    )
    .post(
      '/:id/done-by-hand',
      describeJson('Close a dead letter manually', outboxHealth),
      validate('param', outboxParam),
      validate('json', closeManuallyBody),
      async (c) => {
        const input = { id: Number(c.req.valid('param').id), reason: c.req.valid('json').reason }
        await closeManually(deps, handlers, c.var.actor, input)
        return c.json(await getOutbox(deps, handlers, c.var.actor), 200)
      },
    )
