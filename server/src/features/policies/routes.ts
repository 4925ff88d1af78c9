import { oneTimeLink } from '@desk/shared/audit/audit-schemas'
import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { idSchema, readableCodeSchema, useridSchema } from '@desk/shared/kernel/ids'
import {
  answerBody,
  boardQuery,
  boardView,
  dueDateBody,
  exemptionBody,
  openQuestions,
  peoplePage,
  personHistory,
  peopleQuery,
  newSignatureBody,
  rosterExportBody,
  reachQuery,
  reminderPreview,
} from '@desk/shared/policies/board-schemas'
import {
  batchKey,
  bulkExemptionBody,
  bulkExemptionResult,
  reminderBody,
  reminderResult,
  reminderSent,
  selectionBody,
  selectionPreview,
} from '@desk/shared/policies/bulk-schemas'
import {
  myPolicies,
  myReceipts,
  policyReadingView,
  questionBody,
  readingQuery,
  receiptView,
  signBody,
  signedView,
} from '@desk/shared/policies/policy-schemas'
import { pageQuery } from '@desk/shared/kernel/page'
import { policyTextQuery, policyTextView } from '@desk/shared/policies/text-schemas'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { preferencesOf } from '../../http/read-preferences.ts'
import { optionalIdempotencyHeader } from '../../http/idempotency-header.ts'
import { describeJson } from '../../http/describe-json.ts'
import { validate } from '../../http/validate.ts'
import { rateWindow } from '../../kernel/rate-window.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import type { FirstViewDeps } from './signing/record-first-views.ts'
import type { MessageDeps } from './reminders/message-deps.ts'
import { answerQuestion, askQuestion, closeQuestion } from './questions/ask-question.ts'
import { endExemption, exemptPerson, requestNewSignature, setDueDate } from './roster/change-person.ts'
import { exemptPeople } from './roster/exempt-people.ts'
import { getReminderResult } from './reminders/get-reminder-result.ts'
import { previewSelection } from './reminders/preview-selection.ts'
import { exportReceipt } from './evidence/evidence-file.ts'
import { exportRoster } from './evidence/export-roster.ts'
import { getBoard } from './board/get-board.ts'
import { getPersonHistory } from './board/get-history.ts'
import { getPolicyText } from './signing/get-policy-text.ts'
import { getReading } from './signing/get-reading.ts'
import { getReceipt } from './signing/get-receipt.ts'
import { listPeople } from './board/list-people.ts'
import { listQuestions } from './questions/list-questions.ts'
import { listMyPolicies, listMyReceipts } from './signing/my-policies.ts'
import { openPolicyFile } from './authoring/policy-files.ts'
import { createSigning } from './signing/sign-policy.ts'
import { remindSigners } from './reminders/remind-signers.ts'
import { previewReach } from './reminders/reminder-reach.ts'

const param = validate('param', z.object({ id: idSchema('policy') }))
const reading = validate('query', readingQuery)
const questionParam = validate('param', z.object({ question: idSchema('question') }))
const fileParam = validate('param', z.object({ id: idSchema('policy'), file: idSchema('policyFile') }))
const personParam = validate('param', z.object({ id: idSchema('policy'), userid: useridSchema }))
const batchParam = validate('param', z.object({ id: idSchema('policy'), batch: batchKey }))

/** Signatures per person and minute: more than a person makes, fewer than a script would. */
const SIGNATURE_LIMIT = { limit: 40, windowMs: MINUTE_MS }

/** Characters of a user agent that are stored. */
const MAX_CLIENT = 300

/** Defines the routes to read and sign policies, to ask and answer questions, and to track the signatures of others. */
export const policyRoutes = (deps: MessageDeps & FirstViewDeps) => {
  const signatureRate = rateWindow(deps.clock, SIGNATURE_LIMIT)
  const sign = createSigning(deps)
  return new Hono<AppEnv>()
    .get('/', describeJson("List the caller's policies", myPolicies), async (c) =>
      c.json(await listMyPolicies(deps, c.var.actor, preferencesOf(c).language), 200),
    )
    .get('/:id', describeJson('Get a policy to read', policyReadingView), param, reading, async (c) => {
      const { sessionHash, actor } = c.var
      const page = { ...c.req.valid('param'), ...c.req.valid('query'), sessionHash }
      return c.json(await getReading(deps, actor, page), 200)
    })
    .get(
      '/:id/text',
      describeJson('Read a version of a policy, or compare two', policyTextView),
      param,
      validate('query', policyTextQuery),
      async (c) =>
        c.json(await getPolicyText(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('query') }), 200),
    )
    .post(
      '/:id/signature',
      describeJson('Sign a policy version', signedView, 201),
      param,
      validate('json', signBody),
      async (c) => {
        const { actor, sessionHash, clientNetwork } = c.var
        signatureRate.addOrThrow(actor.userid, 'Too many signatures in a minute')
        const client = (c.req.header('user-agent') ?? '').slice(0, MAX_CLIENT)
        const origin = { sessionHash, net: clientNetwork, client }
        return c.json(await sign(actor, { ...c.req.valid('param'), origin, body: c.req.valid('json') }), 201)
      },
    )
    .post(
      '/:id/questions',
      describeJson('Ask a question about a policy', policyReadingView, 201),
      param,
      reading,
      validate('header', optionalIdempotencyHeader),
      validate('json', questionBody),
      async (c) => {
        const { id } = c.req.valid('param')
        const idempotencyKey = c.req.valid('header')['idempotency-key']
        await askQuestion(deps, c.var.actor, { id, ...c.req.valid('json'), idempotencyKey })
        const { sessionHash, actor } = c.var
        return c.json(await getReading(deps, actor, { id, sessionHash, ...c.req.valid('query') }), 201)
      },
    )
    .post(
      '/questions/:question/close',
      describeJson('Close a question', policyReadingView),
      questionParam,
      reading,
      async (c) => {
        const { sessionHash, actor } = c.var
        const id = await closeQuestion(deps, actor, { questionId: c.req.valid('param').question })
        return c.json(await getReading(deps, actor, { id, sessionHash, ...c.req.valid('query') }), 200)
      },
    )
    .post(
      '/questions/:question/answer',
      describeJson('Answer a question', openQuestions),
      questionParam,
      validate('json', answerBody),
      async (c) => {
        const { question } = c.req.valid('param')
        const id = await answerQuestion(deps, c.var.actor, { questionId: question, ...c.req.valid('json') })
        return c.json(await listQuestions(deps, c.var.actor, { id }), 200)
      },
    )
    .get('/:id/questions', describeJson('List open questions', openQuestions), param, async (c) =>
      c.json(await listQuestions(deps, c.var.actor, c.req.valid('param')), 200),
    )
    .get(
      '/:id/board',
      describeJson('Get the board of a policy', boardView),
      param,
      validate('query', boardQuery),
      async (c) => c.json(await getBoard(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('query') }), 200),
    )
    .get(
      '/:id/reach',
      describeJson('Preview whom a reminder would reach', reminderPreview),
      param,
      validate('query', reachQuery),
      async (c) =>
        c.json(await previewReach(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('query') }), 200),
    )
    .get(
      '/:id/people',
      describeJson('List people by state', peoplePage),
      param,
      validate('query', peopleQuery),
      async (c) =>
        c.json(await listPeople(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('query') }), 200),
    )
    .get('/:id/people/:userid', describeJson("Get a person's signing history", personHistory), personParam, async (c) =>
      c.json(await getPersonHistory(deps, c.var.actor, c.req.valid('param')), 200),
    )
    .post(
      '/:id/files/:file/link',
      describeJson('Create a one-time download link', oneTimeLink, 201),
      fileParam,
      async (c) => c.json(await openPolicyFile(deps, c.var.actor, c.req.valid('param')), 201),
    )
    .post(
      '/:id/urge',
      describeJson('Send a reminder', reminderSent),
      param,
      validate('header', optionalIdempotencyHeader),
      validate('json', reminderBody),
      async (c) => {
        const idempotencyKey = c.req.valid('header')['idempotency-key']
        const reminder = { ...c.req.valid('param'), ...c.req.valid('json'), idempotencyKey }
        return c.json(await remindSigners(deps, c.var.actor, reminder), 200)
      },
    )
    .post(
      '/:id/selection',
      describeJson('Preview a reminder or an exemption of selected people', selectionPreview),
      param,
      validate('json', selectionBody),
      async (c) =>
        c.json(await previewSelection(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .get('/:id/reminders/:batch', describeJson('Get the result of a reminder', reminderResult), batchParam, async (c) =>
      c.json(await getReminderResult(deps, c.var.actor, c.req.valid('param')), 200),
    )
    .post(
      '/:id/exemptions/bulk',
      describeJson('Exempt selected people', bulkExemptionResult),
      param,
      validate('json', bulkExemptionBody),
      async (c) =>
        c.json(await exemptPeople(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/exemptions',
      describeJson('Exempt a person', boardView),
      param,
      validate('json', exemptionBody),
      async (c) => {
        const { id } = c.req.valid('param')
        await exemptPerson(deps, c.var.actor, { id, ...c.req.valid('json') })
        return c.json(await getBoard(deps, c.var.actor, { id }), 200)
      },
    )
    .post('/:id/exemptions/:userid/end', describeJson('End an exemption', boardView), personParam, async (c) => {
      const { id, userid } = c.req.valid('param')
      await endExemption(deps, c.var.actor, { id, userid })
      return c.json(await getBoard(deps, c.var.actor, { id }), 200)
    })
    .post(
      '/:id/due-dates',
      describeJson('Set a personal due date', boardView),
      param,
      validate('json', dueDateBody),
      async (c) => {
        const { id } = c.req.valid('param')
        await setDueDate(deps, c.var.actor, { id, ...c.req.valid('json') })
        return c.json(await getBoard(deps, c.var.actor, { id }), 200)
      },
    )
    .post(
      '/:id/reaffirmations',
      describeJson('Request a new signature', boardView),
      param,
      validate('json', newSignatureBody),
      async (c) => {
        const { id } = c.req.valid('param')
        await requestNewSignature(deps, c.var.actor, { id, ...c.req.valid('json') })
        return c.json(await getBoard(deps, c.var.actor, { id }), 200)
      },
    )
    .post(
      '/:id/export',
      describeJson('Create a one-time download link', oneTimeLink, 201),
      param,
      validate('json', rosterExportBody),
      async (c) =>
        c.json(await exportRoster(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 201),
    )
}

const codeParam = validate('param', z.object({ code: readableCodeSchema }))

export const receiptRoutes = (deps: ReadDeps & Pick<Deps, 'ids'>) =>
  new Hono<AppEnv>()
    .get('/', describeJson("List the caller's receipts", myReceipts), validate('query', pageQuery), async (c) =>
      c.json(await listMyReceipts(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .get('/:code', describeJson('Get and verify a receipt', receiptView), codeParam, async (c) =>
      c.json(await getReceipt(deps, c.var.actor, c.req.valid('param').code), 200),
    )
    .post(
      '/:code/export',
      describeJson('Create a one-time download link to a receipt', oneTimeLink, 201),
      codeParam,
      async (c) => c.json(await exportReceipt(deps, c.var.actor, c.req.valid('param')), 201),
    )
