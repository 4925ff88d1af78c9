import { homeView, me } from '@desk/shared/pages/page-schemas'
import { Hono } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { preferencesOf } from '../../http/read-preferences.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import type { RequestTypeDeps } from '../requests/model/request-type.ts'
import { getHome } from './get-home.ts'
import { getMe } from './get-me.ts'

export const homeRoutes = (deps: ReadDeps & RequestTypeDeps) =>
  new Hono<AppEnv>()
    .get('/me', describeJson('Get the caller', me), async (c) => c.json(await getMe(deps, c.var.actor), 200))
    .get('/home', describeJson('Get the home page data', homeView), async (c) =>
      c.json(await getHome(deps, c.var.actor, preferencesOf(c).language), 200),
    )
