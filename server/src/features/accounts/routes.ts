import {
  adminBody,
  batchView,
  boardQuery,
  checkBody,
  correctionBody,
  dataAnswerBody,
  firstDayView,
  joinCode,
  joinerBoard,
  joinerCheck,
  joinerForm,
  openingVersion,
  openingView,
  passwordBody,
  revealedContact,
  reviewBody,
  submitted,
} from '@desk/shared/accounts/account-schemas'
import { oneTimeLink } from '@desk/shared/audit/audit-schemas'
import { idSchema } from '@desk/shared/kernel/ids'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { idempotencyHeader } from '../../http/idempotency-header.ts'
import { validate } from '../../http/validate.ts'
import { getOpening, revealContact } from './board/get-opening.ts'
import { listJoiners } from './board/list-joiners.ts'
import {
  cancelOpeningOfLeaver,
  inviteAgain,
  correctOpening,
  retryOpening,
  withdrawOpening,
} from './entry/change-entry.ts'
import { checkRows, getJoinerForm } from './entry/check-rows.ts'
import { openTemplate } from './entry/joiner-template.ts'
import { submitBatch } from './entry/submit-batch.ts'
import { answerData, attestPassword, confirmAdminMet, getFirstDay } from './first-day/first-day.ts'
import type { FirstDayDeps } from './first-day/first-day-state.ts'
import type { AccountDeps, AccountEffectDeps } from './model/account-deps.ts'
import { openJoinCode } from './opening/open-join-code.ts'
import { getBatch } from './review/get-batch.ts'
import { checkAccountNow } from './review/check-account-now.ts'
import { reviewBatch } from './review/review-batch.ts'

const batchParam = validate('param', z.object({ id: idSchema('accountBatch') }))
const param = validate('param', z.object({ id: idSchema('accountOpening') }))
const version = validate('json', openingVersion)

/** Defines the routes of HR and the management department about joiners. */
export const accountRoutes = (deps: AccountEffectDeps) =>
  new Hono<AppEnv>()
    .get('/', describeJson('List the joiners', joinerBoard), validate('query', boardQuery), async (c) =>
      c.json(await listJoiners(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .get('/form', describeJson('Get the form of a joiner', joinerForm), async (c) =>
      c.json(await getJoinerForm(deps, c.var.actor), 200),
    )
    .post('/check', describeJson('Check rows of joiners', joinerCheck), validate('json', checkBody), async (c) =>
      c.json(await checkRows(deps, c.var.actor, c.req.valid('json')), 200),
    )
    .post('/template', describeJson('Create a link to the empty sheet', oneTimeLink), async (c) =>
      c.json(await openTemplate(deps, c.var.actor), 200),
    )
    .post(
      '/batches',
      describeJson('Submit joiners for review', submitted, 201),
      validate('header', idempotencyHeader),
      validate('json', checkBody),
      async (c) => {
        const idempotencyKey = c.req.valid('header')['idempotency-key']
        const { isNew, ...view } = await submitBatch(deps, c.var.actor, { ...c.req.valid('json'), idempotencyKey })
        return c.json(view, isNew ? 201 : 200)
      },
    )
    .get('/batches/:id', describeJson('Get a batch of joiners', batchView), batchParam, async (c) =>
      c.json(await getBatch(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .post(
      '/batches/:id/decision',
      describeJson('Confirm or return a batch', batchView),
      batchParam,
      validate('json', reviewBody),
      async (c) =>
        c.json(await reviewBatch(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .get('/:id', describeJson('Get a joiner', openingView), param, async (c) =>
      c.json(await getOpening(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .route('/', entryRoutes(deps))

const entryRoutes = (deps: AccountEffectDeps) =>
  new Hono<AppEnv>()
    .post(
      '/:id/correction',
      describeJson('Correct a joiner', openingView),
      param,
      validate('json', correctionBody),
      async (c) =>
        c.json(await correctOpening(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/retry', describeJson('Try to create the account again', openingView), param, version, async (c) =>
      c.json(await retryOpening(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/withdrawal', describeJson('Withdraw a joiner', openingView), param, version, async (c) =>
      c.json(await withdrawOpening(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/cancellation',
      describeJson('Cancel a joiner who left or whose account is being closed', openingView),
      param,
      version,
      async (c) =>
        c.json(
          await cancelOpeningOfLeaver(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }),
          200,
        ),
    )
    .post('/:id/invitation', describeJson('Invite a joiner again', openingView), param, version, async (c) =>
      c.json(await inviteAgain(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/look',
      describeJson('Check whether WeCom shows a manually created account', openingView),
      param,
      async (c) => c.json(await checkAccountNow(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .post('/:id/join-code', describeJson('Open the code by which people join', joinCode), param, async (c) =>
      c.json(await openJoinCode(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .post(
      '/:id/reveal',
      describeJson('Reveal the phone number and the email address', revealedContact),
      param,
      async (c) => c.json(await revealContact(deps, c.var.actor, c.req.valid('param').id), 200),
    )

/** Defines the routes of a joiner's own first day. */
export const firstDayRoutes = (deps: AccountDeps & FirstDayDeps) =>
  new Hono<AppEnv>()
    .get('/', describeJson('Get the caller’s first day', firstDayView), async (c) =>
      c.json(await getFirstDay(deps, c.var.actor), 200),
    )
    .post(
      '/data',
      describeJson('Answer whether the data is right', firstDayView),
      validate('json', dataAnswerBody),
      async (c) => c.json(await answerData(deps, c.var.actor, c.req.valid('json')), 200),
    )
    .post(
      '/password',
      describeJson('Confirm that the password is strong, unique and private', firstDayView),
      validate('json', passwordBody),
      async (c) => c.json(await attestPassword(deps, c.var.actor), 200),
    )
    .post(
      '/admin',
      describeJson('Confirm that the caller has met the admin', firstDayView),
      validate('json', adminBody),
      async (c) => c.json(await confirmAdminMet(deps, c.var.actor), 200),
    )
