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
import { groupRegistry, groupRegistryQuery } from '@desk/shared/groups/registry-schemas'
import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { idSchema } from '@desk/shared/kernel/ids'
import { groupResubmission } from '@desk/shared/pages/page-schemas'
import { againQuery } from '@desk/shared/kernel/again-query'
import { requestView } from '@desk/shared/requests/request-schemas'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { optionalIdempotencyHeader } from '../../http/idempotency-header.ts'
import { validate } from '../../http/validate.ts'
import { rateWindow } from '../../kernel/rate-window.ts'
import type { GroupDeps } from './model/group-deps.ts'
import type { RequestDeps } from '../requests/model/request-deps.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { acceptGroup } from './ownership/accept-group.ts'
import { answerJoinRequest, joinGroup, requestToJoin } from './joining/join-group.ts'
import {
  appointDeputy,
  archiveGroup,
  renewGroup,
  restoreGroup,
  reviewGroup,
  signCharter,
  undoReview,
} from './ownership/owner-commands.ts'
import { confirmManualCreation } from './application/confirm-manual-creation.ts'
import { declareGroup } from './registry/declare-group.ts'
import { findDeputies } from './model/find-deputies.ts'
import { findSimilar } from './application/find-similar.ts'
import { getGroup } from './registry/get-group.ts'
import { getGroupForm, getGroupResubmission } from './application/get-group-form.ts'
import { changeGroupRules, getGroupRules } from './model/group-settings.ts'
import { handleReport, reportViolation } from './reports/violation-reports.ts'
import { listGroups } from './registry/list-groups.ts'
import { listGroupRegistry } from './registry/list-registry.ts'
import { answerOwnershipOffer } from './ownership/answer-ownership-offer.ts'
import { completeChecklist } from './chat/complete-checklist.ts'

/** Searches of one person per minute; enough for a search field with debounce. */
const SEARCH_LIMIT = { limit: 60, windowMs: MINUTE_MS }

const param = validate('param', z.object({ id: idSchema('group') }))
const reportParam = validate('param', z.object({ id: idSchema('group'), reportId: idSchema('groupReport') }))
const requestParam = validate('param', z.object({ id: idSchema('request') }))
const version = validate('json', versionBody)
const done = z.object({ ok: z.literal(true) })

export const groupRoutes = (deps: GroupDeps) => {
  const searches = rateWindow(deps.clock, SEARCH_LIMIT)
  return new Hono<AppEnv>()
    .get('/form', describeJson('Get the group request form', groupForm), validate('query', againQuery), async (c) =>
      c.json(await getGroupForm(deps, c.var.actor, c.req.valid('query').again), 200),
    )
    .get('/similar', describeJson('List similar groups', similarGroups), validate('query', similarQuery), async (c) => {
      const { actor } = c.var
      searches.addOrThrow(actor.userid, 'Too many searches within a minute')
      return c.json(await findSimilar(deps, actor, c.req.valid('query').topic), 200)
    })
    .get(
      '/',
      describeJson('List the groups visible to the caller', groupList),
      validate('query', groupListQuery),
      async (c) => c.json(await listGroups(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .get(
      '/registry',
      describeJson('List the groups of the company', groupRegistry),
      validate('query', groupRegistryQuery),
      async (c) => c.json(await listGroupRegistry(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .post(
      '/',
      describeJson('Declare a manually created group', groupView, 201),
      validate('header', optionalIdempotencyHeader),
      validate('json', declarationBody),
      async (c) => {
        const idempotencyKey = c.req.valid('header')['idempotency-key']
        return c.json(await declareGroup(deps, c.var.actor, { ...c.req.valid('json'), idempotencyKey }), 201)
      },
    )
    .get('/:id', describeJson('Get a group', groupView), param, async (c) =>
      c.json(await getGroup(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .get(
      '/:id/deputies',
      describeJson('Search deputy candidates', deputies),
      param,
      validate('query', memberQuery),
      async (c) => {
        const { actor } = c.var
        searches.addOrThrow(actor.userid, 'Too many searches within a minute')
        return c.json(await findDeputies(deps, actor, { ...c.req.valid('param'), ...c.req.valid('query') }), 200)
      },
    )
    .post('/:id/join', describeJson('Join a group', done), param, async (c) => {
      await joinGroup(deps, c.var.actor, c.req.valid('param').id)
      return c.json({ ok: true as const }, 200)
    })
    .post('/:id/wish', describeJson('Request to join a group', done), param, async (c) => {
      await requestToJoin(deps, c.var.actor, c.req.valid('param').id)
      return c.json({ ok: true as const }, 200)
    })
    .post(
      '/:id/violations',
      describeJson('Report a violation', done),
      param,
      validate('header', optionalIdempotencyHeader),
      validate('json', violationBody),
      async (c) => {
        const idempotencyKey = c.req.valid('header')['idempotency-key']
        const report = { ...c.req.valid('param'), ...c.req.valid('json'), idempotencyKey }
        return c.json(await reportViolation(deps, c.var.actor, report), 200)
      },
    )
    .route('/', ownerRoutes(deps))
    .route('/', responseRoutes(deps))
}

/** Defines the routes of the group's life cycle, from the charter to the restoration. */
const ownerRoutes = (deps: GroupDeps) =>
  new Hono<AppEnv>()
    .post('/:id/charter', describeJson('Sign the group charter', groupView), param, version, async (c) =>
      c.json(await signCharter(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/review',
      describeJson('Submit a membership review', groupView),
      param,
      validate('json', reviewBody),
      async (c) =>
        c.json(await reviewGroup(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/review/undo', describeJson('Undo a review', groupView), param, version, async (c) =>
      c.json(await undoReview(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/renewal', describeJson('Renew a group', groupView), param, validate('json', renewBody), async (c) =>
      c.json(await renewGroup(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/archive', describeJson('Archive a group', groupView), param, version, async (c) =>
      c.json(await archiveGroup(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/restoration', describeJson('Restore a group', groupView), param, version, async (c) =>
      c.json(await restoreGroup(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/owner',
      describeJson('Accept or decline ownership', groupView),
      param,
      validate('json', takeBody),
      async (c) =>
        c.json(await answerOwnershipOffer(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/checklist', describeJson('Complete the checklist', groupView), param, version, async (c) =>
      c.json(await completeChecklist(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )

/** Defines the routes that answer declarations, join requests and reports, and appoint the deputy. */
const responseRoutes = (deps: GroupDeps) =>
  new Hono<AppEnv>()
    .post(
      '/:id/acceptance',
      describeJson('Accept or reject a declared group', groupView),
      param,
      validate('json', acceptanceBody),
      async (c) =>
        c.json(await acceptGroup(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/wishes',
      describeJson('Accept or decline a join request', groupView),
      param,
      validate('json', admitBody),
      async (c) =>
        c.json(await answerJoinRequest(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post('/:id/deputy', describeJson('Appoint a deputy', groupView), param, validate('json', deputyBody), async (c) =>
      c.json(await appointDeputy(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/violations/:reportId',
      describeJson('Resolve a violation report', groupView),
      reportParam,
      validate('json', outcomeBody),
      async (c) =>
        c.json(await handleReport(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )

/** Defines the group routes below `/api/requests/:id`. */
export const groupRequestRoutes = (deps: RequestDeps) =>
  new Hono<AppEnv>()
    .post('/:id/group-made', describeJson('Confirm a manually created group', requestView), requestParam, async (c) =>
      c.json(await confirmManualCreation(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .get(
      '/:id/group-resubmission',
      describeJson('Get a returned group request', groupResubmission),
      requestParam,
      async (c) => c.json(await getGroupResubmission(deps, c.var.actor, c.req.valid('param').id), 200),
    )

export const groupSettingRoutes = (deps: ReadDeps) =>
  new Hono<AppEnv>()
    .get('/', describeJson('Get the group naming rules', groupRulesView), async (c) =>
      c.json(await getGroupRules(deps, c.var.actor), 200),
    )
    .post(
      '/',
      describeJson('Change the group naming rules', groupRulesView),
      validate('json', groupRulesBody),
      async (c) => c.json(await changeGroupRules(deps, c.var.actor, c.req.valid('json')), 200),
    )
