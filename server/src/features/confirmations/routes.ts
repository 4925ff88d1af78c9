import {
  answerBody,
  audiencePreview,
  audiencePreviewBody,
  campaignBody,
  campaignEndBody,
  campaignList,
  confirmationBoard,
  confirmationBoardQuery,
  confirmationPeople,
  confirmationPeopleQuery,
  confirmationView,
  consentBody,
  consentRequest,
  hiddenValues,
  inPersonBody,
  remindBody,
  remindResult,
} from '@desk/shared/confirmations/confirmation-schemas'
import { idSchema, useridSchema } from '@desk/shared/kernel/ids'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { idempotencyHeader } from '../../http/idempotency-header.ts'
import { validate } from '../../http/validate.ts'
import { answerConfirmation, answerInPerson } from './answering/answer-confirmation.ts'
import { getConfirmation } from './answering/get-confirmation.ts'
import type { AnswerDeps } from './answering/write-answer.ts'
import { remindPeople } from './asking/remind-people.ts'
import { getConfirmationBoard, listConfirmationPeople } from './board/get-board.ts'
import { type ConsentDeps, readHidden, requestConsent, requireConfirmedHidden } from './consent/consent-to-hidden.ts'
import { createCampaign, endCampaign, previewAudience } from './campaigns/create-campaign.ts'
import { getCampaigns } from './campaigns/list-campaigns.ts'

const param = validate('param', z.object({ id: idSchema('campaign') }))
const done = z.object({ ok: z.literal(true) })

/** Defines the routes to confirm data, one's own or those of others in person, to remind, and to see the progress of a campaign. */
export const confirmationRoutes = (deps: AnswerDeps & ConsentDeps) =>
  new Hono<AppEnv>()
    .get('/:id', describeJson('Get the data to confirm', confirmationView), param, async (c) =>
      c.json(await getConfirmation(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .post(
      '/:id/answer',
      describeJson('Confirm own data, or report what is wrong', confirmationView),
      param,
      validate('json', answerBody),
      async (c) => {
        const { id } = c.req.valid('param')
        const body = c.req.valid('json')
        const hidden = body.answer === 'ok' ? body.hidden : undefined
        const hiddenFields = requireConfirmedHidden(deps, c.var.actor, { id, hidden })
        return c.json(await answerConfirmation(deps, c.var.actor, { id, ...body, hiddenFields }), 200)
      },
    )
    .post(
      '/:id/consent',
      describeJson("Get WeCom's page on which the caller consents to show contact fields", consentRequest),
      param,
      async (c) => {
        const userAgent = c.req.header('user-agent') ?? ''
        return c.json({ url: await requestConsent(deps, c.var.actor, { ...c.req.valid('param'), userAgent }) }, 200)
      },
    )
    .post(
      '/:id/hidden',
      describeJson('Get own contact fields after the consent', hiddenValues),
      param,
      validate('json', consentBody),
      async (c) =>
        c.json(await readHidden(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .get(
      '/:id/board',
      describeJson('Get the progress of a campaign', confirmationBoard),
      param,
      validate('query', confirmationBoardQuery),
      async (c) =>
        c.json(
          await getConfirmationBoard(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('query') }),
          200,
        ),
    )
    .get(
      '/:id/people',
      describeJson('List people of a campaign', confirmationPeople),
      param,
      validate('query', confirmationPeopleQuery),
      async (c) =>
        c.json(
          await listConfirmationPeople(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('query') }),
          200,
        ),
    )
    .post(
      '/:id/people/:userid',
      describeJson('Confirm a person in person, or report that they left', done),
      validate('param', z.object({ id: idSchema('campaign'), userid: useridSchema })),
      validate('json', inPersonBody),
      async (c) => {
        await answerInPerson(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') })
        return c.json({ ok: true as const }, 200)
      },
    )
    .post(
      '/:id/reminders',
      describeJson('Remind people who have not answered', remindResult),
      param,
      validate('json', remindBody),
      async (c) =>
        c.json(await remindPeople(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )

/** Defines the routes to list, create and end campaigns. */
export const campaignRoutes = (deps: AnswerDeps) =>
  new Hono<AppEnv>()
    .get('/', describeJson('List campaigns', campaignList), async (c) =>
      c.json(await getCampaigns(deps, c.var.actor), 200),
    )
    .post(
      '/',
      describeJson('Create a campaign', campaignList, 201),
      validate('header', idempotencyHeader),
      validate('json', campaignBody),
      async (c) => {
        const key = c.req.valid('header')['idempotency-key']
        await createCampaign(deps, c.var.actor, { ...c.req.valid('json'), key })
        return c.json(await getCampaigns(deps, c.var.actor), 201)
      },
    )
    .post(
      '/preview',
      describeJson('Count the people whom a campaign would ask', audiencePreview),
      validate('json', audiencePreviewBody),
      async (c) => c.json(await previewAudience(deps, c.var.actor, c.req.valid('json').audience), 200),
    )
    .post(
      '/:id/end',
      describeJson('End a campaign, or cancel it before it starts', campaignList),
      param,
      validate('json', campaignEndBody),
      async (c) => {
        await endCampaign(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))
        return c.json(await getCampaigns(deps, c.var.actor), 200)
      },
    )
