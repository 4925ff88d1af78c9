import { idSchema } from '@desk/shared/kernel/ids'
import {
  approvalsPage,
  approvalsQuery,
  batchAnswer,
  batchBody,
  myRequestsQuery,
  transferTargets,
} from '@desk/shared/requests/approval-schemas'
import {
  claimAnswer,
  claimBody,
  resubmissionBody,
  returnBody,
  transferBody,
  undoBody,
  urgeBody,
  withdrawalBody,
} from '@desk/shared/requests/command-bodies'
import { requestDraft } from '@desk/shared/requests/types/index'
import { decisionBody, requestPage, requestView } from '@desk/shared/requests/request-schemas'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { validate } from '../../http/validate.ts'
import { claimRequest } from './commands/claim-request.ts'
import { decideBatch } from './commands/decide-batch.ts'
import { decideRequest } from './commands/decide-request.ts'
import type { RequestDeps, SubmitDeps } from './model/request-deps.ts'
import { getRequest } from './inbox/get-request.ts'
import { listApprovals, listMyRequests } from './inbox/list-requests.ts'
import { resubmitRequest } from './commands/resubmit-request.ts'
import { returnRequest } from './commands/return-request.ts'
import { submitRequest } from './commands/submit-request.ts'
import { listTransferTargets, transferRequest } from './commands/transfer-request.ts'
import { undoDecision } from './commands/undo-request.ts'
import { remindApprovers } from './commands/remind-approvers.ts'
import { withdrawRequest } from './commands/withdraw-request.ts'

const requestParam = z.object({ id: idSchema('request') })
/** Made by the browser when the form opens; at most 255 characters, as at Stripe. */
const idempotencyHeader = z.object({ 'idempotency-key': z.string().check(z.regex(/^[A-Za-z0-9_-]{8,255}$/)) })

const answer = (summary: string, status: 200 | 201, schema: z.ZodMiniType) =>
  describeRoute({
    summary,
    responses: { [status]: { description: summary, content: { 'application/json': { schema: resolver(schema) } } } },
  })

/** Optional for a command: a command repeated after a lost response is not executed again. */
const orderHeader = z.object({
  'idempotency-key': z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{8,255}$/))),
})
type OrderHeader = z.output<typeof orderHeader>
const keyOf = (header: OrderHeader) => ({ key: header['idempotency-key'] })

const param = validate('param', requestParam)
const header = validate('header', orderHeader)

export const requestRoutes = (deps: SubmitDeps) =>
  new Hono<AppEnv>()
    .get(
      '/',
      answer("List the caller's requests, newest first", 200, requestPage),
      validate('query', myRequestsQuery),
      async (c) => c.json(await listMyRequests(deps, c.var.actor, c.req.valid('query')), 200),
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
    .get('/:id', answer('Get a request', 200, requestView), param, async (c) =>
      c.json(await getRequest(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .get('/:id/transfer-targets', answer('List transfer targets', 200, transferTargets), param, async (c) =>
      c.json(await listTransferTargets(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .route('/', commandRoutes(deps))

const commandRoutes = (deps: SubmitDeps) =>
  new Hono<AppEnv>()
    .post(
      '/:id/decision',
      answer('Decide a request field by field', 200, requestView),
      param,
      header,
      validate('json', decisionBody),
      async (c) => {
        const order = { ...c.req.valid('param'), ...c.req.valid('json'), ...keyOf(c.req.valid('header')) }
        return c.json(await decideRequest(deps, c.var.actor, order), 200)
      },
    )
    .post(
      '/:id/return',
      answer('Return a request with a reason', 200, requestView),
      param,
      header,
      validate('json', returnBody),
      async (c) => {
        const order = { ...c.req.valid('param'), ...c.req.valid('json'), ...keyOf(c.req.valid('header')) }
        return c.json(await returnRequest(deps, c.var.actor, order), 200)
      },
    )
    .post(
      '/:id/resubmission',
      answer('Resubmit a returned request', 200, requestView),
      param,
      header,
      validate('json', resubmissionBody),
      async (c) => {
        const order = { ...c.req.valid('param'), ...c.req.valid('json'), ...keyOf(c.req.valid('header')) }
        return c.json(await resubmitRequest(deps, c.var.actor, order), 200)
      },
    )
    .post(
      '/:id/withdrawal',
      answer('Withdraw a request', 200, requestView),
      param,
      header,
      validate('json', withdrawalBody),
      async (c) => {
        const order = { ...c.req.valid('param'), ...c.req.valid('json'), ...keyOf(c.req.valid('header')) }
        return c.json(await withdrawRequest(deps, c.var.actor, order), 200)
      },
    )
    .post(
      '/:id/undo',
      answer('Undo a decision', 200, requestView),
      param,
      header,
      validate('json', undoBody),
      async (c) => {
        const order = { ...c.req.valid('param'), ...c.req.valid('json'), ...keyOf(c.req.valid('header')) }
        return c.json(await undoDecision(deps, c.var.actor, order), 200)
      },
    )
    .post(
      '/:id/transfer',
      answer('Transfer a request to another approver', 200, requestView),
      param,
      header,
      validate('json', transferBody),
      async (c) => {
        const order = { ...c.req.valid('param'), ...c.req.valid('json'), ...keyOf(c.req.valid('header')) }
        return c.json(await transferRequest(deps, c.var.actor, order), 200)
      },
    )
    .post(
      '/:id/urge',
      answer('Remind the approvers', 200, requestView),
      param,
      header,
      validate('json', urgeBody),
      async (c) =>
        c.json(
          await remindApprovers(deps, c.var.actor, { ...c.req.valid('param'), ...keyOf(c.req.valid('header')) }),
          200,
        ),
    )
    .post(
      '/:id/claim',
      answer('Claim or release a request', 200, claimAnswer),
      param,
      validate('json', claimBody),
      async (c) =>
        c.json(await claimRequest(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )

export const approvalRoutes = (deps: RequestDeps) =>
  new Hono<AppEnv>()
    .get(
      '/',
      answer('List requests to approve or already decided', 200, approvalsPage),
      validate('query', approvalsQuery),
      async (c) => c.json(await listApprovals(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .post('/batch', answer('Decide a batch of requests', 200, batchAnswer), validate('json', batchBody), async (c) =>
      c.json(await decideBatch(deps, c.var.actor, c.req.valid('json')), 200),
    )
