import {
  answerHandoverBody,
  askDeletionBody,
  assignHeirBody,
  closingForm,
  closingList,
  closingsQuery,
  closingReasonBody,
  closingVersionBody,
  closingView,
  moveClosingBody,
  openClosingBody,
  waiveItemBody,
} from '@desk/shared/accounts/close/closing-schemas'
import { idSchema } from '@desk/shared/kernel/ids'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../../http/app-env.ts'
import { describeJson } from '../../../http/describe-json.ts'
import { validate } from '../../../http/validate.ts'
import { answerHandover } from './answer-handover.ts'
import {
  askDeletion,
  assignHeir,
  attestCleaning,
  cancelClosing,
  confirmClosing,
  confirmDeletion,
  confirmSamePerson,
  denySamePerson,
  forceClosing,
  moveLastDay,
  reEnable,
  waiveItem,
} from './closing-commands.ts'
import type { ClosingDeps } from './closing-deps.ts'
import { getClosing } from './get-closing.ts'
import { getClosingForm, listClosings } from './list-closings.ts'
import { openClosing } from './open-closing.ts'

const param = validate('param', z.object({ id: idSchema('closing') }))
const version = validate('json', closingVersionBody)
const reason = validate('json', closingReasonBody)

/** Defines the routes of account closings. */
export const closingRoutes = (deps: ClosingDeps) =>
  new Hono<AppEnv>()
    .get('/', describeJson('List account closings', closingList), validate('query', closingsQuery), async (c) =>
      c.json(await listClosings(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .get('/form', describeJson('Get the form of a closing', closingForm), async (c) =>
      c.json(await getClosingForm(deps, c.var.actor), 200),
    )
    .post('/', describeJson('Open a closing', closingView), validate('json', openClosingBody), async (c) =>
      c.json(await openClosing(deps, c.var.actor, c.req.valid('json')), 200),
    )
    .get('/:id', describeJson('Get a closing', closingView), param, async (c) =>
      c.json(await getClosing(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .post(
      '/:id/heirs',
      describeJson('Name the heir of items', closingView),
      param,
      validate('json', assignHeirBody),
      async (c) =>
        c.json(await assignHeir(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/answer',
      describeJson('Accept or decline what is offered to the caller', closingView),
      param,
      validate('json', answerHandoverBody),
      async (c) =>
        c.json(await answerHandover(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/waiver',
      describeJson('Waive an item', closingView),
      param,
      validate('json', waiveItemBody),
      async (c) => c.json(await waiveItem(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/cleaning', describeJson('State that data was removed', closingView), param, version, async (c) =>
      c.json(await attestCleaning(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/last-day',
      describeJson('Move the last day', closingView),
      param,
      validate('json', moveClosingBody),
      async (c) =>
        c.json(await moveLastDay(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/force', describeJson('Close despite open items', closingView), param, reason, async (c) =>
      c.json(await forceClosing(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/confirmation', describeJson('Confirm an emergency', closingView), param, version, async (c) =>
      c.json(await confirmClosing(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/cancellation', describeJson('Cancel a closing', closingView), param, reason, async (c) =>
      c.json(await cancelClosing(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/deletion',
      describeJson('Ask for the deletion of the account', closingView),
      param,
      validate('json', askDeletionBody),
      async (c) =>
        c.json(await askDeletion(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/deletion/confirm',
      describeJson('Confirm the deletion of the account', closingView),
      param,
      version,
      async (c) =>
        c.json(await confirmDeletion(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/re-enabling', describeJson('Enable the account again', closingView), param, version, async (c) =>
      c.json(await reEnable(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/return', describeJson('Confirm that the same person returns', closingView), param, version, async (c) =>
      c.json(await confirmSamePerson(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/return/denial',
      describeJson('Answer that another person joins', closingView),
      param,
      version,
      async (c) =>
        c.json(await denySamePerson(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
