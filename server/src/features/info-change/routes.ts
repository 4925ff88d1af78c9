import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { idSchema } from '@desk/shared/kernel/ids'
import { secondWriter, secondWriterBody } from '@desk/shared/info-change/second-writer-schemas'
import { disputeBody, manualSheet, rewriteBody, settlementBody } from '@desk/shared/info-change/info-change-schemas'
import { resubmissionView } from '@desk/shared/pages/page-schemas'
import { infoChangeForm, infoChangeFormQuery } from '@desk/shared/info-change/info-change-form'
import { requestView } from '@desk/shared/requests/request-schemas'
import { fieldSettings, fieldSettingsBody } from '@desk/shared/settings/field-schemas'
import { departmentHits, departmentQuery } from '@desk/shared/roles/role-schemas'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { validate } from '../../http/validate.ts'
import { searchDepartments } from '../../directory/department-search-queries.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import { rateWindow } from '../../kernel/rate-window.ts'
import type { SubmitDeps } from '../requests/model/request-deps.ts'
import { getSecondWriter, setSecondWriter } from './second-writer/set-second-writer.ts'
import { disputeInfoChange, rewriteInfoChange, settleDispute } from './follow-up/dispute.ts'
import { changeFieldSetting, getFieldSettings } from './field-settings.ts'
import { getInfoChangeForm } from './get-info-change-form.ts'
import { getResubmission } from './get-resubmission.ts'
import { getManualEntry } from './follow-up/get-manual-entry.ts'
import { verifyNow } from './follow-up/verify-now.ts'

/** Verifications by tap per request and minute; WeCom counts wrong lookups. */
const VERIFY_LIMIT = { limit: 3, windowMs: MINUTE_MS }

const requestParam = z.object({ id: idSchema('request') })

export const infoChangeRoutes = (deps: SubmitDeps) =>
  new Hono<AppEnv>()
    .get(
      '/form',
      describeJson('Get the prefilled information-change form', infoChangeForm),
      validate('query', infoChangeFormQuery),
      async (c) => c.json(await getInfoChangeForm(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .get(
      '/departments',
      describeJson('Search departments by name', departmentHits),
      validate('query', departmentQuery),
      async (c) => c.json(await searchDepartments(deps, c.req.valid('query').q), 200),
    )

/** Adds the routes under `/api/requests/:id`: the follow-up of the decision. */
export const infoChangeFollowUpRoutes = (deps: SubmitDeps & Pick<Deps, 'wecom'>) => {
  const taps = rateWindow(deps.clock, VERIFY_LIMIT)
  return new Hono<AppEnv>()
    .post(
      '/:id/look',
      describeJson('Verify the change in WeCom now', requestView),
      validate('param', requestParam),
      async (c) => c.json(await verifyNow(deps, c.var.actor, c.req.valid('param').id, taps), 200),
    )
    .post(
      '/:id/dispute',
      describeJson('Dispute the result', requestView),
      validate('param', requestParam),
      validate('json', disputeBody),
      async (c) =>
        c.json(await disputeInfoChange(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/settlement',
      describeJson('Settle a dispute', requestView),
      validate('param', requestParam),
      validate('json', settlementBody),
      async (c) =>
        c.json(await settleDispute(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/rewrite',
      describeJson('Retry the write', requestView),
      validate('param', requestParam),
      validate('json', rewriteBody),
      async (c) =>
        c.json(await rewriteInfoChange(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .get(
      '/:id/resubmission',
      describeJson('Get a returned request with its form', resubmissionView),
      validate('param', requestParam),
      async (c) => c.json(await getResubmission(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .get(
      '/:id/sheet',
      describeJson('Get the manual entry sheet', manualSheet),
      validate('param', requestParam),
      async (c) => c.json(await getManualEntry(deps, c.var.actor, c.req.valid('param').id), 200),
    )
}

export const fieldSettingRoutes = (deps: ReadDeps) =>
  new Hono<AppEnv>()
    .get('/', describeJson('List the fields that can be changed and who confirms them', fieldSettings), async (c) =>
      c.json(await getFieldSettings(deps, c.var.actor), 200),
    )
    .post(
      '/',
      describeJson('Set whether a field can be changed and who confirms it', fieldSettings),
      validate('json', fieldSettingsBody),
      async (c) => c.json(await changeFieldSetting(deps, c.var.actor, c.req.valid('json')), 200),
    )

export const secondWriterRoutes = (deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>) =>
  new Hono<AppEnv>()
    .get('/', describeJson('Get the system that writes the directory besides this app', secondWriter), async (c) =>
      c.json(await getSecondWriter(deps, c.var.actor), 200),
    )
    .post(
      '/',
      describeJson('Set the system that writes the directory besides this app', secondWriter),
      validate('json', secondWriterBody),
      async (c) => c.json(await setSecondWriter(deps, c.var.actor, c.req.valid('json')), 200),
    )
