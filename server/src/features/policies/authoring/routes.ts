import {
  draftSaveBody,
  editionBody,
  accessGateBody,
  policyEditView,
  policyList,
  publishBody,
  publishForecast,
  sendBackBody,
} from '@desk/shared/policies/authoring-schemas'
import { partnerBody, partnerList } from '@desk/shared/policies/board-schemas'
import { idSchema, useridSchema } from '@desk/shared/kernel/ids'
import { policyFile } from '@desk/shared/policies/policy-files'
import { uploadBody } from '@desk/shared/comments/comment-schemas'
import { policyDraft } from '@desk/shared/policies/policy-draft'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import * as z from 'zod/mini'
import type { AppEnv } from '../../../http/app-env.ts'
import { validate } from '../../../http/validate.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import type { MailDeps } from '../reminders/plan-mailing.ts'
import { approveVersion, createPolicy, saveDraft, sendBackVersion, startDraft, submitDraft } from './edit-policy.ts'
import { forecastPublish } from './forecast-publish.ts'
import { changeAccessGate } from '../document/access-gate-setting.ts'
import { destroySignerKey } from '../signing/destroy-signer-key.ts'
import { getPolicyEdit, getPolicyList } from './get-policy-editor.ts'
import { uploadPolicyFile } from './policy-files.ts'
import { publishPolicy } from './publish-policy.ts'
import { endPartner, listPartners, setPartner } from '../roster/set-partner.ts'

const answer = (summary: string, status: 200 | 201, schema: z.ZodMiniType) =>
  describeRoute({
    summary,
    responses: { [status]: { description: summary, content: { 'application/json': { schema: resolver(schema) } } } },
  })

const param = validate('param', z.object({ id: idSchema('policy') }))
const edition = validate('json', editionBody)

/** Routes to write, approve and publish policies. Each step returns the updated policy. */
export const authoringRoutes = (deps: MailDeps & Pick<Deps, 'images'>) =>
  new Hono<AppEnv>()
    .get('/', answer('List all policies', 200, policyList), async (c) =>
      c.json(await getPolicyList(deps, c.var.actor), 200),
    )
    .post('/', answer('Create a policy', 201, policyEditView), validate('json', policyDraft), async (c) => {
      const id = await createPolicy(deps, c.var.actor, c.req.valid('json'))
      return c.json(await getPolicyEdit(deps, c.var.actor, { id }), 201)
    })
    .post(
      '/gate',
      answer('Turn the access gate on or off', 200, policyList),
      validate('json', accessGateBody),
      async (c) => {
        await changeAccessGate(deps, c.var.actor, c.req.valid('json'))
        return c.json(await getPolicyList(deps, c.var.actor), 200)
      },
    )
    .get('/:id', answer('Get a policy and its draft', 200, policyEditView), param, async (c) =>
      c.json(await getPolicyEdit(deps, c.var.actor, c.req.valid('param')), 200),
    )
    .get('/:id/forecast', answer('Preview whom a version would bind', 200, publishForecast), param, async (c) =>
      c.json(await forecastPublish(deps, c.var.actor, c.req.valid('param')), 200),
    )
    .post(
      '/:id/draft',
      answer('Save the draft', 200, policyEditView),
      param,
      validate('json', draftSaveBody),
      async (c) => {
        const { id } = c.req.valid('param')
        await saveDraft(deps, c.var.actor, { id, ...c.req.valid('json') })
        return c.json(await getPolicyEdit(deps, c.var.actor, { id }), 200)
      },
    )
    .post(
      '/:id/files',
      answer('Upload a file of a policy', 201, policyFile),
      param,
      validate('json', uploadBody),
      async (c) => {
        const { id } = c.req.valid('param')
        return c.json(await uploadPolicyFile(deps, c.var.actor, { id, ...c.req.valid('json') }), 201)
      },
    )
    .post('/:id/start', answer('Start the next version', 200, policyEditView), param, edition, async (c) => {
      const step = { ...c.req.valid('param'), ...c.req.valid('json') }
      await startDraft(deps, c.var.actor, step)
      return c.json(await getPolicyEdit(deps, c.var.actor, step), 200)
    })
    .post('/:id/submit', answer('Submit the version for approval', 200, policyEditView), param, edition, async (c) => {
      const step = { ...c.req.valid('param'), ...c.req.valid('json') }
      await submitDraft(deps, c.var.actor, step)
      return c.json(await getPolicyEdit(deps, c.var.actor, step), 200)
    })
    .post('/:id/approve', answer('Approve the version', 200, policyEditView), param, edition, async (c) => {
      const step = { ...c.req.valid('param'), ...c.req.valid('json') }
      await approveVersion(deps, c.var.actor, step)
      return c.json(await getPolicyEdit(deps, c.var.actor, step), 200)
    })
    .post(
      '/:id/send-back',
      answer('Return the version to its authors', 200, policyEditView),
      param,
      validate('json', sendBackBody),
      async (c) => {
        const step = { ...c.req.valid('param'), ...c.req.valid('json') }
        await sendBackVersion(deps, c.var.actor, step)
        return c.json(await getPolicyEdit(deps, c.var.actor, step), 200)
      },
    )
    .post(
      '/:id/publish',
      answer('Publish the version', 200, policyEditView),
      param,
      validate('json', publishBody),
      async (c) => {
        const { id } = c.req.valid('param')
        await publishPolicy(deps, c.var.actor, { id, ...c.req.valid('json') })
        return c.json(await getPolicyEdit(deps, c.var.actor, { id }), 200)
      },
    )

const useridParam = validate('param', z.object({ userid: useridSchema }))

export const partnerRoutes = (deps: ReadDeps & Pick<Deps, 'emit'>) =>
  new Hono<AppEnv>()
    .get('/', answer('List partners', 200, partnerList), async (c) =>
      c.json(await listPartners(deps, c.var.actor), 200),
    )
    .post(
      '/',
      answer('Add a partner or extend their contract', 200, partnerList),
      validate('json', partnerBody),
      async (c) => {
        await setPartner(deps, c.var.actor, c.req.valid('json'))
        return c.json(await listPartners(deps, c.var.actor), 200)
      },
    )
    .post('/:userid/end', answer("End a partner's contract", 200, partnerList), useridParam, async (c) => {
      await endPartner(deps, c.var.actor, c.req.valid('param'))
      return c.json(await listPartners(deps, c.var.actor), 200)
    })
    .post('/:userid/forget', answer("Destroy a signer's key", 200, partnerList), useridParam, async (c) => {
      await destroySignerKey(deps, c.var.actor, c.req.valid('param'))
      return c.json(await listPartners(deps, c.var.actor), 200)
    })
