import {
  approveBody,
  draftPreview,
  draftPreviewBody,
  draftSaveBody,
  editionBody,
  accessGateBody,
  policyEditView,
  policyList,
  publishBody,
  publishForecast,
  reasonedStepBody,
} from '@desk/shared/policies/authoring-schemas'
import { idSchema, useridSchema } from '@desk/shared/kernel/ids'
import { policyFile } from '@desk/shared/policies/policy-files'
import { uploadBody } from '@desk/shared/comments/comment-schemas'
import { policyDraft } from '@desk/shared/policies/policy-draft'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../../http/app-env.ts'
import { describeJson } from '../../../http/describe-json.ts'
import { optionalIdempotencyHeader } from '../../../http/idempotency-header.ts'
import { validate } from '../../../http/validate.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import type { MessageDeps } from '../reminders/message-deps.ts'
import { createPolicy, discardDraft, saveDraft, startDraft, submitDraft } from './edit-policy.ts'
import { approveVersion, sendBackVersion } from './review-version.ts'
import { confirmRetirement, declineRetirement, requestRetirement } from './retire-policy.ts'
import { forecastPublish } from './forecast-publish.ts'
import { changeAccessGate } from '../document/access-gate-setting.ts'
import { destroySignerKey } from '../signing/destroy-signer-key.ts'
import { getPolicyEdit, getPolicyList, previewDraft } from './get-policy-editor.ts'
import { uploadPolicyFile } from './policy-files.ts'
import { publishPolicy } from './publish-policy.ts'
import { shareForecast } from './share-forecast.ts'

const param = validate('param', z.object({ id: idSchema('policy') }))
const edition = validate('json', editionBody)

/**
 * Defines the routes to write, approve and publish policies. Each step returns the updated policy; discarding a draft returns
 * the list of policies.
 */
export const authoringRoutes = (deps: MessageDeps & Pick<Deps, 'images'>, countForecast = shareForecast()) =>
  new Hono<AppEnv>()
    .get('/', describeJson('List all policies', policyList), async (c) =>
      c.json(await getPolicyList(deps, c.var.actor), 200),
    )
    .post(
      '/',
      describeJson('Create a policy', policyEditView, 201),
      validate('header', optionalIdempotencyHeader),
      validate('json', policyDraft),
      async (c) => {
        const key = c.req.valid('header')['idempotency-key']
        const id = await createPolicy(deps, c.var.actor, { ...c.req.valid('json'), key })
        return c.json(await getPolicyEdit(deps, c.var.actor, { id }), 201)
      },
    )
    .post(
      '/gate',
      describeJson('Turn the access gate on or off', policyList),
      validate('json', accessGateBody),
      async (c) => {
        await changeAccessGate(deps, c.var.actor, c.req.valid('json'))
        return c.json(await getPolicyList(deps, c.var.actor), 200)
      },
    )
    .get('/:id', describeJson('Get a policy and its draft', policyEditView), param, async (c) =>
      c.json(await getPolicyEdit(deps, c.var.actor, c.req.valid('param')), 200),
    )
    .get('/:id/forecast', describeJson('Preview whom a version would bind', publishForecast), param, async (c) =>
      c.json(await forecastPublish(deps, c.var.actor, c.req.valid('param'), countForecast), 200),
    )
    .post(
      '/:id/draft',
      describeJson('Save the draft', policyEditView),
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
      describeJson('Upload a file of a policy', policyFile, 201),
      param,
      validate('json', uploadBody),
      async (c) => {
        const { id } = c.req.valid('param')
        return c.json(await uploadPolicyFile(deps, c.var.actor, { id, ...c.req.valid('json') }), 201)
      },
    )
    .post('/:id/start', describeJson('Start the next version', policyEditView), param, edition, async (c) => {
      const input = { ...c.req.valid('param'), ...c.req.valid('json') }
      await startDraft(deps, c.var.actor, input)
      return c.json(await getPolicyEdit(deps, c.var.actor, input), 200)
    })
    .post('/:id/submit', describeJson('Submit the version for approval', policyEditView), param, edition, async (c) => {
      const input = { ...c.req.valid('param'), ...c.req.valid('json') }
      await submitDraft(deps, c.var.actor, input)
      return c.json(await getPolicyEdit(deps, c.var.actor, input), 200)
    })
    .post(
      '/:id/preview',
      describeJson('Compare an unsaved draft with the version in force', draftPreview),
      param,
      validate('json', draftPreviewBody),
      async (c) =>
        c.json(await previewDraft(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .post(
      '/:id/approve',
      describeJson('Approve the version', policyEditView),
      param,
      validate('json', approveBody),
      async (c) => {
        const input = { ...c.req.valid('param'), ...c.req.valid('json') }
        await approveVersion(deps, c.var.actor, input)
        return c.json(await getPolicyEdit(deps, c.var.actor, input), 200)
      },
    )
    .post('/:id/discard', describeJson('Discard the draft', policyList), param, edition, async (c) => {
      await discardDraft(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('json') })
      return c.json(await getPolicyList(deps, c.var.actor), 200)
    })
    .post(
      '/:id/retirement',
      describeJson('Ask a second person to retire the policy', policyEditView),
      param,
      validate('json', reasonedStepBody),
      async (c) => {
        const input = { ...c.req.valid('param'), ...c.req.valid('json') }
        await requestRetirement(deps, c.var.actor, input)
        return c.json(await getPolicyEdit(deps, c.var.actor, input), 200)
      },
    )
    .post('/:id/retirement/confirm', describeJson('Retire the policy', policyEditView), param, edition, async (c) => {
      const input = { ...c.req.valid('param'), ...c.req.valid('json') }
      await confirmRetirement(deps, c.var.actor, input)
      return c.json(await getPolicyEdit(deps, c.var.actor, input), 200)
    })
    .post(
      '/:id/retirement/decline',
      describeJson('Keep the policy in force', policyEditView),
      param,
      validate('json', reasonedStepBody),
      async (c) => {
        const input = { ...c.req.valid('param'), ...c.req.valid('json') }
        await declineRetirement(deps, c.var.actor, input)
        return c.json(await getPolicyEdit(deps, c.var.actor, input), 200)
      },
    )
    .post(
      '/:id/send-back',
      describeJson('Return the version to its authors', policyEditView),
      param,
      validate('json', reasonedStepBody),
      async (c) => {
        const input = { ...c.req.valid('param'), ...c.req.valid('json') }
        await sendBackVersion(deps, c.var.actor, input)
        return c.json(await getPolicyEdit(deps, c.var.actor, input), 200)
      },
    )
    .post(
      '/:id/publish',
      describeJson('Publish the version', policyEditView),
      param,
      validate('json', publishBody),
      async (c) => {
        const { id } = c.req.valid('param')
        await publishPolicy(deps, c.var.actor, { id, ...c.req.valid('json') })
        return c.json(await getPolicyEdit(deps, c.var.actor, { id }), 200)
      },
    )

const useridParam = validate('param', z.object({ userid: useridSchema }))

/** Defines the route that destroys a signer's key. */
export const signerRoutes = (deps: ReadDeps & Pick<Deps, 'emit'>) =>
  new Hono<AppEnv>().post(
    '/:userid/forget',
    describeJson("Destroy a signer's key", z.object({ forgotten: z.literal(true) })),
    useridParam,
    async (c) => {
      await destroySignerKey(deps, c.var.actor, c.req.valid('param'))
      return c.json({ forgotten: true as const }, 200)
    },
  )
