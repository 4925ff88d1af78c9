import { custodyBody, custodyQuery, custodyView } from '@desk/shared/custody/custody-schemas'
import { Hono } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { preferencesOf } from '../../http/read-preferences.ts'
import { validate } from '../../http/validate.ts'
import type { Deps } from '../../kernel/deps.ts'
import { confirmCustody, getCustody } from './confirm-custody.ts'

/** Defines the routes of the yearly account confirmation. */
export const custodyRoutes = (deps: Pick<Deps, 'db' | 'clock' | 'site' | 'emit'>) =>
  new Hono<AppEnv>()
    .get(
      '/',
      describeJson('Get the yearly account confirmation', custodyView),
      validate('query', custodyQuery),
      async (c) => {
        const { language = preferencesOf(c).language } = c.req.valid('query')
        return c.json(await getCustody(deps, c.var.actor, language), 200)
      },
    )
    .post(
      '/',
      describeJson('Give the yearly account confirmation', custodyView),
      validate('json', custodyBody),
      async (c) => {
        const { language = preferencesOf(c).language, year, textHash } = c.req.valid('json')
        return c.json(await confirmCustody(deps, c.var.actor, { year, textHash, language }), 200)
      },
    )
