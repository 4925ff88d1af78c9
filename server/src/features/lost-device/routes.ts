import { oneTimeLink } from '@desk/shared/audit/audit-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { idSchema } from '@desk/shared/kernel/ids'
import { CASE_VIEW_TOKEN_MS } from '@desk/shared/lost-device/lost-device-rules'
import {
  aftercareBody,
  dutyBody,
  dutyView,
  guardianAnswer,
  guardianBody,
  guardianList,
  identityBody,
  lostAmendment,
  lostBoard,
  lostCase,
  lostDecision,
  lostDoubt,
  lostForm,
  lostCommand,
  reportAnswer,
  reportBody,
} from '@desk/shared/lost-device/lost-device-schemas'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { validate } from '../../http/validate.ts'
import { readCaseViewCookie, writeCaseViewCookie } from '../../http/case-view-cookie.ts'
import type { CaseDeps, CaseEffectDeps } from './cases/case-deps.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { amendCase, contestCase, decideCase } from './recovery/decide-case.ts'
import { acceptExternalUnlock, relockCase } from './recovery/decide-external-unlock.ts'
import { changeDutyRoster, getDutyRoster } from './cases/on-call-roster.ts'
import { exportCase } from './views/export-case.ts'
import { getCase, getLostBoard, getLostForm } from './views/get-case.ts'
import { answerGuardianRequest, requestGuardian, removeGuardian, getGuardians } from './guardians/guardians.ts'
import {
  confirmManualLock,
  recordAftercare,
  confirmIdentity,
  reportIdentityDoubt,
  findDevice,
  markFalse,
  unlockCase,
} from './recovery/recover-case.ts'
import { replayReportAnswer } from './report/replay-report-answer.ts'
import { reportLost } from './report/report-lost.ts'

/** Made by the browser when the form opens; at most 255 signs as at Stripe. */
const keyHeader = z.object({ 'idempotency-key': z.string().check(z.regex(/^[A-Za-z0-9_-]{8,255}$/)) })
const param = validate('param', z.object({ id: idSchema('request') }))
const order = validate('json', lostCommand)

const answer = (summary: string, schema: z.ZodMiniType, status: 200 | 201 = 200) =>
  describeRoute({
    summary,
    responses: { [status]: { description: summary, content: { 'application/json': { schema: resolver(schema) } } } },
  })

/** Report, look, decide, recover. */
export const lostDeviceRoutes = (deps: CaseEffectDeps) =>
  new Hono<AppEnv>()
    .get('/form', answer('Whom I may report, and whom to call', lostForm), async (c) =>
      c.json(await getLostForm(deps, c.var.actor), 200),
    )
    .get('/board', answer('Open cases of those for whom I answer', lostBoard), async (c) =>
      c.json(await getLostBoard(deps, c.var.actor), 200),
    )
    .post(
      '/reports',
      answer('Report a lost device', reportAnswer, 201),
      validate('header', keyHeader),
      validate('json', reportBody),
      async (c) => {
        const idempotencyKey = c.req.valid('header')['idempotency-key']
        const report = { ...c.req.valid('json'), idempotencyKey }
        const actor = c.get('actor') as MemberActor | undefined
        const reported = actor
          ? await reportLost(deps, actor, report)
          : await replayReportAnswer(deps, c.get('presentedHash') ?? '', report)
        writeCaseViewCookie(c, deps.site.publicUrl, reported.token, CASE_VIEW_TOKEN_MS)
        return c.json(reported.answer, reported.isNew ? 201 : 200)
      },
    )
    .get('/cases/:id', answer('How it stands', lostCase), param, async (c) => {
      const actor = (c.get('actor') as MemberActor | undefined) ?? null
      const token = readCaseViewCookie(c, deps.site.publicUrl)
      return c.json(await getCase(deps, { actor, token }, c.req.valid('param').id), 200)
    })
    .route('/cases', orderRoutes(deps))

const orderRoutes = (deps: CaseEffectDeps) =>
  new Hono<AppEnv>()
    .post('/:id/decision', answer('Lock, or reject', lostCase), param, validate('json', lostDecision), async (c) =>
      c.json(await decideCase(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/contest', answer('It was not me', lostCase), param, order, async (c) =>
      c.json(await contestCase(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/amendment',
      answer('Correct it afterwards', lostCase),
      param,
      validate('json', lostAmendment),
      async (c) => c.json(await amendCase(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/found', answer('Found or replaced', lostCase), param, order, async (c) =>
      c.json(await findDevice(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/identity', answer('It is he', lostCase), param, validate('json', identityBody), async (c) =>
      c.json(await confirmIdentity(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/doubt', answer('Nobody is sure', lostCase), param, validate('json', lostDoubt), async (c) =>
      c.json(await reportIdentityDoubt(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/unlock', answer('Unlock', lostCase), param, order, async (c) =>
      c.json(await unlockCase(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/relock', answer('Lock it once more', lostCase), param, order, async (c) =>
      c.json(await relockCase(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/acceptance',
      answer('It was enabled rightly', lostCase),
      param,
      validate('json', identityBody),
      async (c) =>
        c.json(await acceptExternalUnlock(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/aftercare', answer('What is done', lostCase), param, validate('json', aftercareBody), async (c) =>
      c.json(await recordAftercare(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/attestation', answer('Done in the console', lostCase), param, order, async (c) =>
      c.json(await confirmManualLock(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/false-report', answer('It was false', lostCase), param, order, async (c) =>
      c.json(await markFalse(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/export',
      answer('A link to the audit rows of the case, not independently verified', oneTimeLink),
      param,
      async (c) => c.json(await exportCase(deps, c.var.actor, c.req.valid('param').id), 200),
    )

export const guardianRoutes = (deps: CaseDeps) =>
  new Hono<AppEnv>()
    .get('/', answer('My guardians, and whose I am', guardianList), async (c) =>
      c.json(await getGuardians(deps, c.var.actor), 200),
    )
    .post('/', answer('Ask somebody', guardianList), validate('json', guardianBody), async (c) =>
      c.json(await requestGuardian(deps, c.var.actor, c.req.valid('json').userid), 200),
    )
    .post('/answer', answer('My yes or no', guardianList), validate('json', guardianAnswer), async (c) =>
      c.json(await answerGuardianRequest(deps, c.var.actor, c.req.valid('json')), 200),
    )
    .post('/dismiss', answer('Not my guardian any more', guardianList), validate('json', guardianBody), async (c) =>
      c.json(await removeGuardian(deps, c.var.actor, c.req.valid('json').userid), 200),
    )

export const onCallRoutes = (deps: ReadDeps) =>
  new Hono<AppEnv>()
    .get('/', answer('Who is called', dutyView), async (c) => c.json(await getDutyRoster(deps, c.var.actor), 200))
    .post('/', answer('Change who is called', dutyView), validate('json', dutyBody), async (c) =>
      c.json(await changeDutyRoster(deps, c.var.actor, c.req.valid('json')), 200),
    )
