import { oneTimeLink } from '@desk/shared/audit/audit-schemas'
import { useridSchema } from '@desk/shared/kernel/ids'
import { myDataExportBody, myDataSummary, revealedOfficePhone } from '@desk/shared/privacy/my-data'
import { privacyView } from '@desk/shared/privacy/retention'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { validate } from '../../http/validate.ts'
import type { Deps } from '../../kernel/deps.ts'
import { getPrivacy } from './get-privacy.ts'
import { exportMyData, getMyDataSummary } from './my-data.ts'
import { revealOfficePhone } from './reveal-office-phone.ts'

const useridParam = z.object({ userid: useridSchema })

export const privacyRoutes = (deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>) =>
  new Hono<AppEnv>()
    .get('/privacy', describeJson('Get the retention rules and the privacy contact', privacyView), async (c) =>
      c.json(await getPrivacy(deps), 200),
    )
    .get('/me/data/summary', describeJson("Count the caller's personal data by category", myDataSummary), async (c) =>
      c.json(await getMyDataSummary(deps, c.var.actor), 200),
    )
    .post(
      '/me/data/export',
      describeJson('Create a one-time download link', oneTimeLink, 201),
      validate('json', myDataExportBody),
      async (c) => c.json(await exportMyData(deps, c.var.actor, c.req.valid('json').format), 201),
    )
    .post(
      '/members/:userid/reveal',
      describeJson("Reveal a member's office phone (recorded in the audit)", revealedOfficePhone),
      validate('param', useridParam),
      async (c) => c.json(await revealOfficePhone(deps, c.var.actor, c.req.valid('param').userid), 200),
    )
