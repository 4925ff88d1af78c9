import { idSchema } from '@desk/shared/kernel/ids'
import {
  approvalsPage,
  approvalsQuery,
  batchAnswer,
  batchBody,
  myRequestsPage,
  myRequestsQuery,
  transferTargets,
} from '@desk/shared/requests/approval-schemas'
import {
  claimAnswer,
  claimBody,
  reminderBody,
  resubmissionBody,
  returnBody,
  transferBody,
  undoBody,
  withdrawalBody,
} from '@desk/shared/requests/command-bodies'
import { requestDraft } from '@desk/shared/requests/types/index'
import { decisionBody, requestView } from '@desk/shared/requests/request-schemas'
import { type Context, Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { idempotencyHeader, optionalIdempotencyHeader } from '../../http/idempotency-header.ts'
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
const param = validate('param', requestParam)
const header = validate('header', optionalIdempotencyHeader)

type CommandIO<Body> = {
  in: object
  out: { param: z.output<typeof requestParam>; header: z.output<typeof optionalIdempotencyHeader>; json: Body }
}

/** Joins the id, the body and the idempotency key of a command. */
const commandOf = <Path extends string, Body>(c: Context<AppEnv, Path, CommandIO<Body>>) => ({
  ...c.req.valid('param'),
  ...c.req.valid('json'),
  key: c.req.valid('header')['idempotency-key'],
})

export const requestRoutes = (deps: SubmitDeps) =>
  new Hono<AppEnv>()
    .get(
      '/',
      describeJson("List the caller's requests, newest first", myRequestsPage),
      validate('query', myRequestsQuery),
      async (c) => c.json(await listMyRequests(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .post(
      '/',
      describeJson('Submit a request', requestView, 201),
      validate('header', idempotencyHeader),
      validate('json', requestDraft),
      async (c) => {
        const idempotencyKey = c.req.valid('header')['idempotency-key']
        const { view, isNew } = await submitRequest(deps, c.var.actor, { ...c.req.valid('json'), idempotencyKey })
        return c.json(view, isNew ? 201 : 200)
      },
    )
    .get('/:id', describeJson('Get a request', requestView), param, async (c) =>
      c.json(await getRequest(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .get('/:id/transfer-targets', describeJson('List transfer targets', transferTargets), param, async (c) =>
      c.json(await listTransferTargets(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .route('/', commandRoutes(deps))

/** Defines the commands on a request. */
const commandRoutes = (deps: SubmitDeps) =>
  new Hono<AppEnv>()
    .post(
      '/:id/decision',
      describeJson('Decide a request field by field', requestView),
      param,
      header,
      validate('json', decisionBody),
      async (c) => c.json(await decideRequest(deps, c.var.actor, commandOf(c)), 200),
    )
    .post(
      '/:id/return',
      describeJson('Return a request with a reason', requestView),
      param,
      header,
      validate('json', returnBody),
      async (c) => c.json(await returnRequest(deps, c.var.actor, commandOf(c)), 200),
    )
    .post(
      '/:id/resubmission',
      describeJson('Resubmit a returned request', requestView),
      param,
      header,
      validate('json', resubmissionBody),
      async (c) => c.json(await resubmitRequest(deps, c.var.actor, commandOf(c)), 200),
    )
    .post(
      '/:id/withdrawal',
      describeJson('Withdraw a request', requestView),
      param,
      header,
      validate('json', withdrawalBody),
      async (c) => c.json(await withdrawRequest(deps, c.var.actor, commandOf(c)), 200),
    )
    .post(
      '/:id/undo',
      describeJson('Undo a decision', requestView),
      param,
      header,
      validate('json', undoBody),
      async (c) => c.json(await undoDecision(deps, c.var.actor, commandOf(c)), 200),
    )
    .post(
      '/:id/transfer',
      describeJson('Transfer a request to another approver', requestView),
      param,
      header,
      validate('json', transferBody),
      async (c) => c.json(await transferRequest(deps, c.var.actor, commandOf(c)), 200),
    )
    .post(
      '/:id/urge',
      describeJson('Remind the approvers', requestView),
      param,
      header,
      validate('json', reminderBody),
      async (c) => c.json(await remindApprovers(deps, c.var.actor, commandOf(c)), 200),
    )
    .post(
      '/:id/claim',
      describeJson('Claim or release a request', claimAnswer),
      param,
      validate('json', claimBody),
      async (c) =>
        c.json(await claimRequest(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )

export const approvalRoutes = (deps: RequestDeps) =>
  new Hono<AppEnv>()
    .get(
      '/',
      describeJson('List requests to approve, to change manually or already decided', approvalsPage),
      validate('query', approvalsQuery),
      async (c) => c.json(await listApprovals(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .post(
      '/batch',
      describeJson('Decide a batch of requests', batchAnswer),
      header,
      validate('json', batchBody),
      async (c) => {
        const key = c.req.valid('header')['idempotency-key']
        return c.json(await decideBatch(deps, c.var.actor, { ...c.req.valid('json'), key }), 200)
      },
    )
