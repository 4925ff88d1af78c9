import {
  acceptanceBody,
  admitBody,
  declarationBody,
  deputies,
  deputyBody,
  groupForm,
  groupList,
  groupListQuery,
  groupView,
  outcomeBody,
  renewBody,
  reviewBody,
  similarGroups,
  similarQuery,
  takeBody,
  versionBody,
  violationBody,
} from '@desk/shared/groups/group-schemas'
import { memberQuery } from '@desk/shared/directory/directory-schemas'
import { groupRulesBody, groupRulesView } from '@desk/shared/groups/group-rules'
import { idSchema } from '@desk/shared/kernel/ids'
import { groupResubmission } from '@desk/shared/pages/page-schemas'
import { requestView } from '@desk/shared/requests/request-schemas'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { validate } from '../../http/validate.ts'
import { TooManyError } from '../../kernel/app-error.ts'
import { rateWindow } from '../../kernel/rate-window.ts'
import type { GroupDeps } from './model/group-deps.ts'
import type { RequestDeps } from '../requests/model/request-deps.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { acceptGroup } from './ownership/accept-group.ts'
import { answerJoinRequest } from './joining/answer-join-request.ts'
import { appointDeputy } from './ownership/appoint-deputy.ts'
import { confirmManualCreation } from './application/confirm-manual-creation.ts'
import { declareGroup } from './registry/declare-group.ts'
import { findDeputies } from './model/find-deputies.ts'
import { findSimilar } from './application/find-similar.ts'
import { getGroup } from './registry/get-group.ts'
import { getGroupForm } from './application/get-group-form.ts'
import { getGroupResubmission } from './application/get-group-resubmission.ts'
import { changeGroupRules, getGroupRules } from './model/group-settings.ts'
import { handleReport } from './reports/handle-report.ts'
import { joinGroup } from './joining/join-group.ts'
import { archiveGroup, renewGroup, restoreGroup, reviewGroup, signCharter } from './ownership/owner-commands.ts'
import { listGroups } from './registry/list-groups.ts'
import { reportViolation } from './reports/report-violation.ts'
import { takeGroup } from './ownership/answer-ownership-offer.ts'
import { completeChecklist } from './chat/complete-checklist.ts'
import { undoReview } from './review/undo-review.ts'
import { requestToJoin } from './joining/request-to-join.ts'

/** As fast as somebody types with a pause between words. */
const SEARCHES = { limit: 60, windowMs: 60_000 }

const param = validate('param', z.object({ id: idSchema('group') }))
const reportParam = validate('param', z.object({ id: idSchema('group'), reportId: idSchema('groupReport') }))
const requestParam = validate('param', z.object({ id: idSchema('request') }))
const version = validate('json', versionBody)
const done = z.object({ ok: z.literal(true) })

const answer = (summary: string, schema: z.ZodMiniType, status: 200 | 201 = 200) =>
  describeRoute({
    summary,
    responses: { [status]: { description: summary, content: { 'application/json': { schema: resolver(schema) } } } },
  })

/** Looking at groups, and finding one that is there already. */
export const groupRoutes = (deps: GroupDeps) => {
  const searches = rateWindow(deps.clock, SEARCHES)
  return new Hono<AppEnv>()
    .get('/form', answer('The form of a request for a group', groupForm), async (c) =>
      c.json(await getGroupForm(deps, c.var.actor), 200),
    )
    .get('/similar', answer('Groups like it', similarGroups), validate('query', similarQuery), async (c) => {
      const { actor } = c.var
      if (searches.isFull(actor.userid)) throw new TooManyError('Searched often within a minute')
      searches.add(actor.userid)
      return c.json(await findSimilar(deps, actor, c.req.valid('query').topic), 200)
    })
    .get(
      '/',
      answer('The registry, as far as it is this person’s', groupList),
      validate('query', groupListQuery),
      async (c) => c.json(await listGroups(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .post('/', answer('Declare a group made by hand', groupView, 201), validate('json', declarationBody), async (c) =>
      c.json(await declareGroup(deps, c.var.actor, c.req.valid('json')), 201),
    )
    .get('/:id', answer('One group', groupView), param, async (c) =>
      c.json(await getGroup(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .get(
      '/:id/deputies',
      answer('Who could be its deputy', deputies),
      param,
      validate('query', memberQuery),
      async (c) => {
        const { actor } = c.var
        if (searches.isFull(actor.userid)) throw new TooManyError('Searched often within a minute')
        searches.add(actor.userid)
        return c.json(await findDeputies(deps, actor, { ...c.req.valid('param'), ...c.req.valid('query') }), 200)
      },
    )
    .post('/:id/join', answer('Come in', done), param, async (c) => {
      await joinGroup(deps, c.var.actor, c.req.valid('param').id)
      return c.json({ ok: true as const }, 200)
    })
    .post('/:id/wish', answer('Ask to be let in', done), param, async (c) => {
      await requestToJoin(deps, c.var.actor, c.req.valid('param').id)
      return c.json({ ok: true as const }, 200)
    })
    .post('/:id/violations', answer('Tell of a violation', done), param, validate('json', violationBody), async (c) =>
      c.json(await reportViolation(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .route('/', leadingRoutes(deps))
    .route('/', answeringRoutes(deps))
}

/** What owner, deputy and those who answer for the department do. */
const leadingRoutes = (deps: GroupDeps) =>
  new Hono<AppEnv>()
    .post('/:id/charter', answer('Sign the three duties', groupView), param, version, async (c) =>
      c.json(await signCharter(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/review', answer('Keep or remove', groupView), param, validate('json', reviewBody), async (c) =>
      c.json(await reviewGroup(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/review/undo', answer('Take a review back', groupView), param, version, async (c) =>
      c.json(await undoReview(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/renewal', answer('Go on', groupView), param, validate('json', renewBody), async (c) =>
      c.json(await renewGroup(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/archive', answer('Out of use', groupView), param, version, async (c) =>
      c.json(await archiveGroup(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/restoration', answer('Back in use', groupView), param, version, async (c) =>
      c.json(await restoreGroup(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/owner', answer('Take it over, or not', groupView), param, validate('json', takeBody), async (c) =>
      c.json(await takeGroup(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/checklist', answer('The checklist was done', groupView), param, version, async (c) =>
      c.json(await completeChecklist(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )

/** What others ask of those who lead it, and whom they name. */
const answeringRoutes = (deps: GroupDeps) =>
  new Hono<AppEnv>()
    .post(
      '/:id/acceptance',
      answer('A declared group is one', groupView),
      param,
      validate('json', acceptanceBody),
      async (c) =>
        c.json(await acceptGroup(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/wishes', answer('Let somebody in, or not', groupView), param, validate('json', admitBody), async (c) =>
      c.json(await answerJoinRequest(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/deputy', answer('Name the deputy', groupView), param, validate('json', deputyBody), async (c) =>
      c.json(await appointDeputy(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/violations/:reportId',
      answer('What came of a report', groupView),
      reportParam,
      validate('json', outcomeBody),
      async (c) =>
        c.json(await handleReport(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )

/** Under `/api/requests/:id`. */
export const groupRequestRoutes = (deps: RequestDeps) =>
  new Hono<AppEnv>()
    .post('/:id/group-made', answer('It was made by hand', requestView), requestParam, async (c) =>
      c.json(await confirmManualCreation(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .get('/:id/group-resubmission', answer('What was sent back', groupResubmission), requestParam, async (c) =>
      c.json(await getGroupResubmission(deps, c.var.actor, c.req.valid('param').id), 200),
    )

export const groupSettingRoutes = (deps: ReadDeps) =>
  new Hono<AppEnv>()
    .get('/', answer('How groups are named', groupRulesView), async (c) =>
      c.json(await getGroupRules(deps, c.var.actor), 200),
    )
    .post('/', answer('Change how groups are named', groupRulesView), validate('json', groupRulesBody), async (c) =>
      c.json(await changeGroupRules(deps, c.var.actor, c.req.valid('json')), 200),
    )
