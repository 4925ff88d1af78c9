import { oneTimeLink } from '@desk/shared/audit/audit-schemas'
import { overviewExportBody, overviewView } from '@desk/shared/pages/overview-schemas'
import { homeView, me, myCard } from '@desk/shared/pages/page-schemas'
import { Hono } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { preferencesOf } from '../../http/read-preferences.ts'
import { validate } from '../../http/validate.ts'
import type { Deps } from '../../kernel/deps.ts'
import { exportOverview } from './export-overview.ts'
import { getHome, type HomeDeps } from './get-home.ts'
import { getMe } from './get-me.ts'
import { getMyCard } from './get-my-card.ts'
import { getOverview } from './get-overview.ts'

export const homeRoutes = (deps: HomeDeps & Pick<Deps, 'ids'>) =>
  new Hono<AppEnv>()
    .get('/me', describeJson('Get the caller', me), (c) => c.json(getMe(deps, c.var.actor, c.var.identity), 200))
    .get(
      '/me/card',
      describeJson("Get the caller's directory values, guardians and counts of receipts and sessions", myCard),
      async (c) => c.json(await getMyCard(deps, c.var.actor), 200),
    )
    .get('/home', describeJson('Get the home page data', homeView), async (c) =>
      c.json(await getHome(deps, c.var.actor, preferencesOf(c).language), 200),
    )
    .get(
      '/overview',
      describeJson('Get the tasks over all policies, and where signatures are missing', overviewView),
      async (c) => c.json(await getOverview(deps, c.var.actor), 200),
    )
    .post(
      '/overview/export',
      describeJson('Create a one-time link to an export of the overview', oneTimeLink),
      validate('json', overviewExportBody),
      async (c) => c.json(await exportOverview(deps, c.var.actor, c.req.valid('json')), 200),
    )
