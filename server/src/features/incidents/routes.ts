import { oneTimeLink } from '@desk/shared/audit/audit-schemas'
import {
  commandBody,
  commandedCase,
  incidentCase,
  incidentPicture,
  incidentReporter,
  incidentSettingBody,
  incidentSettingView,
} from '@desk/shared/incidents/incident-case-schemas'
import {
  caseQuery,
  incidentBody,
  incidentCases,
  incidentForm,
  mailboxBody,
  mailboxMessageBody,
  myIncidents,
  reportedIncident,
  reporterMessageBody,
  sentIncident,
  sentUnnamed,
  unnamedBody,
} from '@desk/shared/incidents/incident-schemas'
import { idSchema } from '@desk/shared/kernel/ids'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { idempotencyHeader } from '../../http/idempotency-header.ts'
import { validate } from '../../http/validate.ts'
import { ForeignOriginError } from '../../kernel/app-error.ts'
import { getIncidentSetting, setContact } from './contact.ts'
import { commandIncident } from './handling/command-incident.ts'
import { exportFigures } from './handling/export-figures.ts'
import { listCases } from './handling/list-cases.ts'
import { getCase, getPicture, viewReporter } from './handling/view-case.ts'
import type { IncidentDeps, TokenDeps } from './incident-deps.ts'
import { getIncidentForm } from './reporting/get-form.ts'
import { getMyIncident, listMyIncidents, openMailbox } from './reporting/read-own.ts'
import { reportIncident } from './reporting/report-incident.ts'
import { reportUnnamed } from './reporting/report-unnamed.ts'
import { writeAsReporter, writeByReceipt } from './reporting/write-message.ts'

const param = validate('param', z.object({ id: idSchema('incident') }))
const pictureParam = validate('param', z.object({ id: idSchema('incident'), picture: idSchema('incidentPicture') }))
const key = validate('header', idempotencyHeader)
const emptyBody = z.strictObject({})
const formQuery = z.strictObject({ group: z.optional(idSchema('group')) })

/** Defines the routes of reporters and handlers. */
export const incidentRoutes = (deps: IncidentDeps & TokenDeps) =>
  new Hono<AppEnv>()
    .route('/unnamed', unnamedRoutes(deps))
    .get('/form', describeJson('Get the report form', incidentForm), validate('query', formQuery), async (c) =>
      c.json(await getIncidentForm(deps, c.var.actor, c.req.valid('query').group), 200),
    )
    .get('/', describeJson('List the caller’s own reports', myIncidents), async (c) =>
      c.json(await listMyIncidents(deps, c.var.actor), 200),
    )
    .post(
      '/',
      describeJson('Report an incident', sentIncident, 201),
      key,
      validate('json', incidentBody),
      async (c) => {
        const idempotencyKey = c.req.valid('header')['idempotency-key']
        return c.json(await reportIncident(deps, c.var.actor, { ...c.req.valid('json'), idempotencyKey }), 201)
      },
    )
    .get(
      '/cases',
      describeJson('List the incidents that the caller handles', incidentCases),
      validate('query', caseQuery),
      async (c) => c.json(await listCases(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .post(
      '/cases/export',
      describeJson('Create a one-time link to the figures of the incidents that the caller handles', oneTimeLink),
      validate('json', emptyBody),
      async (c) => c.json(await exportFigures(deps, c.var.actor), 200),
    )
    .get('/cases/:id', describeJson('Get an incident as its handler', incidentCase), param, async (c) =>
      c.json(await getCase(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .post(
      '/cases/:id/commands',
      describeJson('Run a command on an incident', commandedCase),
      param,
      key,
      validate('json', commandBody),
      async (c) => {
        const idempotencyKey = c.req.valid('header')['idempotency-key']
        const command = { ...c.req.valid('json'), ...c.req.valid('param'), idempotencyKey }
        return c.json(await commandIncident(deps, c.var.actor, command), 200)
      },
    )
    .post(
      '/cases/:id/reporter',
      describeJson('View the reporter of an incident', incidentReporter),
      param,
      validate('json', emptyBody),
      async (c) => c.json(await viewReporter(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .get(
      '/cases/:id/pictures/:picture',
      describeJson('Get a picture of an incident', incidentPicture),
      pictureParam,
      async (c) => c.json(await getPicture(deps, c.var.actor, c.req.valid('param')), 200),
    )
    .get('/:id', describeJson('Get one of the caller’s reports', reportedIncident), param, async (c) =>
      c.json(await getMyIncident(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .post(
      '/:id/messages',
      describeJson('Add a message to one of the caller’s reports', reportedIncident, 201),
      param,
      key,
      validate('json', reporterMessageBody),
      async (c) => {
        const idempotencyKey = c.req.valid('header')['idempotency-key']
        const message = { ...c.req.valid('json'), ...c.req.valid('param'), idempotencyKey }
        return c.json(await writeAsReporter(deps, c.var.actor, message), 201)
      },
    )

/** Refuses a call with a cookie, which would identify the member, before its body is read. */
const refuseCookies = createMiddleware<AppEnv>((c, next) => {
  if (c.req.header('cookie') !== undefined) throw new ForeignOriginError()
  return next()
})

/** Defines the routes without a session. They read neither address nor device, and nothing in them counts per person. */
const unnamedRoutes = (deps: IncidentDeps & TokenDeps) => {
  const requireToken = (token: string) => {
    if (!deps.memberTokens.accepts(token)) throw new ForeignOriginError()
  }
  return new Hono<AppEnv>()
    .post(
      '/',
      describeJson('Report an incident without a name', sentUnnamed, 201),
      refuseCookies,
      validate('json', unnamedBody),
      async (c) => {
        const body = c.req.valid('json')
        requireToken(body.token)
        return c.json(await reportUnnamed(deps, body), 201)
      },
    )
    .post(
      '/mailbox',
      describeJson('Open the mailbox of an unnamed report', reportedIncident),
      refuseCookies,
      validate('json', mailboxBody),
      async (c) => {
        const { token, receipt } = c.req.valid('json')
        requireToken(token)
        return c.json(await openMailbox(deps, receipt), 200)
      },
    )
    .post(
      '/reply',
      describeJson('Add a message to an unnamed report', reportedIncident, 201),
      refuseCookies,
      key,
      validate('json', mailboxMessageBody),
      async (c) => {
        const { token, ...message } = c.req.valid('json')
        requireToken(token)
        const idempotencyKey = c.req.valid('header')['idempotency-key']
        return c.json(await writeByReceipt(deps, { ...message, idempotencyKey }), 201)
      },
    )
}

export const incidentSettingRoutes = (deps: IncidentDeps) =>
  new Hono<AppEnv>()
    .get('/', describeJson('Get the settings of incidents', incidentSettingView), async (c) =>
      c.json(await getIncidentSetting(deps, c.var.actor), 200),
    )
    .post(
      '/',
      describeJson('Set the independent contact', incidentSettingView),
      validate('json', incidentSettingBody),
      async (c) => c.json(await setContact(deps, c.var.actor, c.req.valid('json')), 200),
    )
