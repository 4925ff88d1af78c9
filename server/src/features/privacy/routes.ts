import { oneTimeLink } from '@desk/shared/audit/audit-schemas'
import { useridSchema } from '@desk/shared/kernel/ids'
import { myData, myDataExportBody, myDataSummary, revealedTelephone } from '@desk/shared/privacy/my-data'
import { privacyView } from '@desk/shared/privacy/retention'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { validate } from '../../http/validate.ts'
import type { Deps } from '../../kernel/deps.ts'
import { getPrivacy } from './get-privacy.ts'
import { exportMyData, getMyData, getMyDataSummary } from './my-data.ts'
import { revealOfficePhone } from './reveal-office-phone.ts'

const useridParam = z.object({ userid: useridSchema })

const answer = (summary: string, status: 200 | 201, schema: z.ZodMiniType) =>
  describeRoute({
    summary,
    responses: { [status]: { description: summary, content: { 'application/json': { schema: resolver(schema) } } } },
  })

export const privacyRoutes = (deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>) =>
  new Hono<AppEnv>()
    .get('/privacy', answer('Get the retention rules and the privacy contact', 200, privacyView), async (c) =>
      c.json(await getPrivacy(deps), 200),
    )
    .get('/me/data', answer("Export the caller's personal data", 200, myData), async (c) => {
      // Converts dates to strings, as JSON does.
      return c.json(
        JSON.parse(JSON.stringify(await getMyData(deps, c.var.actor.userid))) as z.infer<typeof myData>,
        200,
      )
    })
    .get('/me/data/summary', answer("Count the caller's personal data by category", 200, myDataSummary), async (c) =>
      c.json(await getMyDataSummary(deps, c.var.actor), 200),
    )
    .post(
      '/me/data/export',
      answer('Create a one-time download link', 201, oneTimeLink),
      validate('json', myDataExportBody),
      async (c) => c.json(await exportMyData(deps, c.var.actor, c.req.valid('json').format), 201),
    )
    .post(
      '/members/:userid/reveal',
      answer("Reveal a member's office phone (recorded in the audit)", 200, revealedTelephone),
      validate('param', useridParam),
      async (c) => c.json(await revealOfficePhone(deps, c.var.actor, c.req.valid('param').userid), 200),
    )
