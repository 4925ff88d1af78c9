import { idSchema } from '@desk/shared/kernel/ids'
import { pageQuery } from '@desk/shared/kernel/page'
import { requestDraft } from '@desk/shared/requests/kinds/index'
import { decisionBody, requestPage, requestView, withdrawalBody } from '@desk/shared/requests/request-schemas'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { validate } from '../../http/validate.ts'
import { decideRequest } from './decide-request.ts'
import type { EngineDeps } from './engine-deps.ts'
import { getRequest } from './get-request.ts'
import { listApprovals, listMyRequests } from './list-requests.ts'
import { submitRequest } from './submit-request.ts'
import { withdrawRequest } from './withdraw-request.ts'

const requestParam = z.object({ id: idSchema('request') })
/** Made by the browser when the form opens; at most 255 signs as at Stripe. */
const idempotencyHeader = z.object({ 'idempotency-key': z.string().check(z.regex(/^[A-Za-z0-9_-]{8,255}$/)) })

const answer = (summary: string, status: 200 | 201, schema: z.ZodMiniType) =>
  describeRoute({
    summary,
    responses: { [status]: { description: summary, content: { 'application/json': { schema: resolver(schema) } } } },
  })

/** Parse, call one use case, answer. No SQL, no rule, no `try` in this file. */
export const requestRoutes = (deps: EngineDeps) =>
  new Hono<AppEnv>()
    .get('/', answer('My requests, newest first', 200, requestPage), validate('query', pageQuery), async (c) =>
      c.json(await listMyRequests(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .post(
      '/',
      answer('Submit a request', 201, requestView),
      validate('header', idempotencyHeader),
      validate('json', requestDraft),
      async (c) => {
        const idempotencyKey = c.req.valid('header')['idempotency-key']
        const { view, isNew } = await submitRequest(deps, c.var.actor, { ...c.req.valid('json'), idempotencyKey })
        return c.json(view, isNew ? 201 : 200)
      },
    )
    .get('/:id', answer('One request', 200, requestView), validate('param', requestParam), async (c) =>
      c.json(await getRequest(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .post(
      '/:id/decision',
      answer('Decide field by field', 200, requestView),
      validate('param', requestParam),
      validate('json', decisionBody),
      async (c) =>
        c.json(await decideRequest(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/withdrawal',
      answer('Take a request back', 200, requestView),
      validate('param', requestParam),
      validate('json', withdrawalBody),
      async (c) =>
        c.json(await withdrawRequest(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )

export const approvalRoutes = (deps: EngineDeps) =>
  new Hono<AppEnv>().get(
    '/',
    answer('Requests that wait for my decision', 200, requestPage),
    validate('query', pageQuery),
    async (c) => c.json(await listApprovals(deps, c.var.actor, c.req.valid('query')), 200),
  )
