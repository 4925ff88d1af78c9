import { oneTimeLink } from '@desk/shared/audit/audit-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { idSchema } from '@desk/shared/kernel/ids'
import { CASE_VIEW_TOKEN_MS } from '@desk/shared/lost-device/lost-device-rules'
import {
  closedCases,
  closedCasesQuery,
  aftercareBody,
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
  onCallRosterBody,
  onCallRosterView,
  reportAnswer,
  reportBody,
} from '@desk/shared/lost-device/lost-device-schemas'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { idempotencyHeader } from '../../http/idempotency-header.ts'
import { validate } from '../../http/validate.ts'
import { readCaseViewCookie, writeCaseViewCookie } from '../../http/case-view-cookie.ts'
import type { CaseDeps, CaseEffectDeps } from './cases/case-deps.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { amendCase, contestCase, decideCase } from './recovery/decide-case.ts'
import { acceptExternalUnlock, relockCase } from './recovery/decide-external-unlock.ts'
import { changeOnCallRoster, getOnCallRoster } from './cases/on-call-roster.ts'
import { exportCase } from './views/export-case.ts'
import { getClosedCases } from './views/closed-cases.ts'
import { getCase, getLostBoard, getLostForm } from './views/get-case.ts'
import { answerGuardianRequest, requestGuardian, removeGuardian, getGuardians } from './guardians/guardians.ts'
import {
  confirmManualLock,
  recordAftercare,
  confirmIdentity,
  reportIdentityDoubt,
  markDeviceFound,
  markFalseReport,
  unlockCase,
} from './recovery/recover-case.ts'
import { replayReportAnswer } from './report/replay-report-answer.ts'
import { reportLost } from './report/report-lost.ts'

const param = validate('param', z.object({ id: idSchema('request') }))
const command = validate('json', lostCommand)

/** Defines the routes of the lost-device workflow: report, view, decide, recover. */
export const lostDeviceRoutes = (deps: CaseEffectDeps) =>
  new Hono<AppEnv>()
    .get('/form', describeJson('List whom the caller may report and whom to call', lostForm), async (c) =>
      c.json(await getLostForm(deps, c.var.actor), 200),
    )
    .get('/board', describeJson('List open cases of the people the caller is responsible for', lostBoard), async (c) =>
      c.json(await getLostBoard(deps, c.var.actor), 200),
    )
    .get('/closed', describeJson('List closed cases', closedCases), validate('query', closedCasesQuery), async (c) =>
      c.json(await getClosedCases(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .post(
      '/reports',
      describeJson('Report a lost device', reportAnswer, 201),
      validate('header', idempotencyHeader),
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
    .get('/cases/:id', describeJson('Get the case', lostCase), param, async (c) => {
      const actor = (c.get('actor') as MemberActor | undefined) ?? null
      const token = readCaseViewCookie(c, deps.site.publicUrl)
      return c.json(await getCase(deps, { actor, token }, c.req.valid('param').id), 200)
    })
    .route('/cases', commandRoutes(deps))

/** Defines the commands on a case. */
const commandRoutes = (deps: CaseEffectDeps) =>
  new Hono<AppEnv>()
    .post(
      '/:id/decision',
      describeJson('Lock the account or reject the report', lostCase),
      param,
      validate('json', lostDecision),
      async (c) =>
        c.json(await decideCase(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/contest', describeJson('Contest a report about the caller', lostCase), param, command, async (c) =>
      c.json(await contestCase(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/amendment',
      describeJson('Amend a report', lostCase),
      param,
      validate('json', lostAmendment),
      async (c) => c.json(await amendCase(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/found', describeJson('Report the device as found or replaced', lostCase), param, command, async (c) =>
      c.json(await markDeviceFound(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/identity',
      describeJson("Confirm the owner's identity", lostCase),
      param,
      validate('json', identityBody),
      async (c) =>
        c.json(await confirmIdentity(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/doubt',
      describeJson('Report that the identity is in doubt', lostCase),
      param,
      validate('json', lostDoubt),
      async (c) =>
        c.json(await reportIdentityDoubt(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/unlock', describeJson('Unlock the account', lostCase), param, command, async (c) =>
      c.json(await unlockCase(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/relock', describeJson('Lock the account again', lostCase), param, command, async (c) =>
      c.json(await relockCase(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/acceptance',
      describeJson('Accept that the account was enabled outside the app', lostCase),
      param,
      validate('json', identityBody),
      async (c) =>
        c.json(await acceptExternalUnlock(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/aftercare',
      describeJson('Record the aftercare', lostCase),
      param,
      validate('json', aftercareBody),
      async (c) =>
        c.json(await recordAftercare(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/attestation', describeJson('Confirm a lock made in the console', lostCase), param, command, async (c) =>
      c.json(await confirmManualLock(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/false-report', describeJson('Mark the report as false', lostCase), param, command, async (c) =>
      c.json(await markFalseReport(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/export',
      describeJson("Create a one-time link to the case's audit rows", oneTimeLink),
      param,
      async (c) => c.json(await exportCase(deps, c.var.actor, c.req.valid('param').id), 200),
    )

/** Defines the routes of guardians. */
export const guardianRoutes = (deps: CaseDeps) =>
  new Hono<AppEnv>()
    .get('/', describeJson("List the caller's guardians and wards", guardianList), async (c) =>
      c.json(await getGuardians(deps, c.var.actor), 200),
    )
    .post('/', describeJson('Request a guardian', guardianList), validate('json', guardianBody), async (c) =>
      c.json(await requestGuardian(deps, c.var.actor, c.req.valid('json').userid), 200),
    )
    .post(
      '/answer',
      describeJson('Accept or decline a guardian request', guardianList),
      validate('json', guardianAnswer),
      async (c) => c.json(await answerGuardianRequest(deps, c.var.actor, c.req.valid('json')), 200),
    )
    .post('/dismiss', describeJson('Remove a guardian', guardianList), validate('json', guardianBody), async (c) =>
      c.json(await removeGuardian(deps, c.var.actor, c.req.valid('json').userid), 200),
    )

/** Defines the routes of the on-call roster. */
export const onCallRoutes = (deps: ReadDeps) =>
  new Hono<AppEnv>()
    .get('/', describeJson('Get the on-call roster', onCallRosterView), async (c) =>
      c.json(await getOnCallRoster(deps, c.var.actor), 200),
    )
    .post(
      '/',
      describeJson('Change the on-call roster', onCallRosterView),
      validate('json', onCallRosterBody),
      async (c) => c.json(await changeOnCallRoster(deps, c.var.actor, c.req.valid('json')), 200),
    )
